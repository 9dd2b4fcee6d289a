import type { BrowserName, LaunchOptions } from "../browsers.ts";

/** Cameras and microphones that are none, allowed without a question, and a media server on loopback. */
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
      // DTLS 1.2: the newest that werift knows, of which the small media server is made.
      "media.peerconnection.dtls.version.max": 771,
    },
  },
};

/** What a browser is started with that is to be in a call. */
export function mediaOptions(browser: BrowserName): Pick<LaunchOptions, "args" | "preferences"> {
  return OPTIONS[browser];
}
