import { endings } from "./homeserver-versions/endings.ts";
import { failOpen } from "./homeserver-versions/fail-open.ts";
import { GENERATIONS } from "./homeserver-versions/generations.ts";
import { operations } from "./homeserver-versions/operations.ts";
import { refusals, switchedOff } from "./homeserver-versions/refusals.ts";
import { refusedSends } from "./homeserver-versions/refused-sends.ts";
import { aScene, type Scene } from "./homeserver-versions/scene.ts";
import { measureIn, Table } from "./table.ts";

/**
 * The extension with one release of Synapse for each behaviour that Synapse has had with delayed events. Prints a table
 * of the measurements at the end; ✗ marks a violation.
 */
describe("delayed events, for a widget", function () {
  this.timeout(120_000);
  const table = new Table(GENERATIONS.map(({ version }) => version));
  after(() => console.log(table.printed("\nWhat the extension does with each Synapse", "operation")));

  for (const generation of GENERATIONS)
    describe(`with Synapse ${generation.version}, the extension`, () => {
      let scene: Scene;
      before(async () => {
        scene = await aScene(generation);
      });
      after(() => scene?.close());
      afterEach(() => scene.proxy.clear());
      const given = () => scene;
      const measure = measureIn(table, generation.version);

      if (generation.sendsAtOnce) {
        failOpen(given, measure);
        return;
      }
      operations(given, generation, measure);
      endings(given, generation, measure);
      refusals(given, generation, measure);
      refusedSends(given, generation, measure);
      switchedOff(generation, measure);
    });
});
