import { spawn } from 'node:child_process';

/** Open the address where there is a screen to open it on. */
export function openBrowser(address, options) {
  const opener = browserOpener(process.platform, process.env);
  if (!opener || options.includes('--no-browser')) {
    return;
  }
  const child = spawn(opener, [address], { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined); // the address is printed all the same
  child.unref();
}

/** The program that opens an address in a browser; undefined where there is no screen. */
export function browserOpener(platform, env) {
  if (platform === 'darwin') {
    return env.SSH_CONNECTION ? undefined : 'open';
  }
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}
