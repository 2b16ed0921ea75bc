// A real browser for suites that need one, found on this machine and never downloaded.
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser's program, or null after saying why the suite is skipped; throws where REQUIRE names chromium. */
export function requireChromium(): string | null {
  const given = process.env.CHROMIUM;
  const found = (given ? [given] : PLACES).find((path) => existsSync(path));
  if (found) return found;
  const reason = given ? `CHROMIUM=${given} does not exist` : `none of ${PLACES.join(", ")}`;
  if ((process.env.REQUIRE ?? "").split(",").includes("chromium")) {
    throw new Error(`REQUIRE names chromium: ${reason}`);
  }
  console.log(`skipped: needs Chromium: ${reason}`);
  return null;
}

/** Starts it. Root in a container has no user namespace to build a sandbox from. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}
