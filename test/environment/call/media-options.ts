import type { BrowserName, LaunchOptions } from "../browser/browsers.ts";

/** Fake cameras and microphones, allowed without a prompt, and a media server on loopback. */
const OPTIONS: Record<BrowserName, Pick<LaunchOptions, "args" | "preferences">> = {
  chromium: {
    args: [
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      "--allow-loopback-in-peer-connection",
      "--autoplay-policy=no-user-gesture-required",
      "--mute-audio",
    ],
  },
  firefox: {
    preferences: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.peerconnection.ice.loopback": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
      "media.autoplay.default": 0,
      // DTLS 1.2 is the newest version supported by werift, on which the small media server is built.
      "media.peerconnection.dtls.version.max": 771,
    },
  },
};

/** @returns the launch options of a browser that joins a call */
export function mediaOptions(browser: BrowserName): Pick<LaunchOptions, "args" | "preferences"> {
  return OPTIONS[browser];
}
