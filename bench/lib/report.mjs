/** The table that is printed at the end. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { median } from './measure.mjs';
import { tools, versionOf } from './tools.mjs';

/**
 * @typedef {object} Row one figure
 * @property {string} what
 * @property {'ms' | 'µs' | 'MB' | 'count'} unit
 * @property {Record<string, number[]>} samples by tool, and of the yardstick if it is none of them
 * @property {string} against the name in `samples` that the target is relative to
 * @property {number | null} limit the largest ratio that reaches the target; null: told only for information
 * @property {number} [most] the largest figure that reaches the target, where no ratio makes sense
 * @property {string} [error] why there is no figure
 */

const HEADER = ['what', 'pmx', 'pm2', 'yardstick', 'pmx ÷ yardstick', 'pm2 ÷ yardstick', 'target', 'result'];

/** @param {Row[]} rows */
export function markdownTable(rows) {
  const lines = [HEADER, HEADER.map((_, column) => (column === 0 ? '---' : '--:')), ...rows.map(cells)];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function cells(row) {
  const figure = (name) => (row.samples[name]?.length ? format(median(row.samples[name]), row.unit) : '–');
  const foreign = row.against in tools ? row.against : `\`${row.against}\`: ${figure(row.against)}`;
  return [
    row.what,
    figure('pmx'),
    figure('pm2'),
    foreign,
    ratioText(ratio(row, 'pmx')),
    ratioText(ratio(row, 'pm2')),
    target(row),
    verdict(row),
  ];
}

/** A tool's median relative to the yardstick's; null when one of them is missing. */
export function ratio(row, name) {
  const value = median(row.samples[name] ?? []) / median(row.samples[row.against] ?? []);
  return Number.isFinite(value) ? value : null;
}

function target({ most, limit }) {
  if (most !== undefined) return String(most);
  return limit === null ? '–' : `≤ ${Number(limit.toFixed(2))}`;
}

function verdict(row) {
  if (row.error) return `**failed**: ${row.error.split('\n')[0]}`;
  const value = row.most === undefined ? ratio(row, 'pmx') : median(row.samples.pmx ?? []);
  const limit = row.most ?? row.limit;
  if (limit === null || value === null || Number.isNaN(value)) return '–';
  return value <= limit ? 'reached' : '**missed**';
}

const ratioText = (value) => (value === null ? '–' : value.toFixed(2));

const format = (value, unit) =>
  unit === 'count' ? String(value) : `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;

/** Where and with what it was measured, one line each. */
export function surroundings() {
  const cpus = os.cpus();
  const gigabytes = (os.totalmem() / 2 ** 30).toFixed(0);
  return [
    `Machine: ${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown'}, ${gigabytes} GB, ${os.type()} ${os.release()}${cloud()}`,
    `Versions: Node ${process.version}, ${Object.values(tools).map(nameAndVersion).join(', ')}`,
    `Date: ${new Date().toISOString().slice(0, 10)}; load at the end: ${os.loadavg()[0].toFixed(2)}`,
  ];
}

const nameAndVersion = (tool) => `${tool.name} ${versionOf(tool)}`;

function cloud() {
  try {
    return /\bhypervisor\b/.test(readFileSync('/proc/cpuinfo', 'utf8')) ? ' (virtual machine)' : '';
  } catch {
    return '';
  }
}
