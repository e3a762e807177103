// What a server says to systemd (`Type=notify`): that it is ready, and which process is the main one. See sd_notify(3).
import process from 'node:process';
import { handoverAddon } from '../reactor/index.ts';

/** Whether a service manager that asked for it was told. */
export function notifySystemd(text: string): boolean {
  const path = process.env['NOTIFY_SOCKET'];
  if (path === undefined || path === '') return false;
  try {
    return handoverAddon().sendToLocal(path, text) >= 0;
  } catch {
    return false;
  }
}
