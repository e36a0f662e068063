import { readFileSync } from 'node:fs';

/** Resident memory of a process, in MB (VmRSS of /proc/PID/status). */
export function residentMB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}

export const isLong = process.env.PMX_CHAOS === 'long';
