import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { CellForgeError, metadataKey, ofObs } from '../core';

const readable = 'an AnnData or MuData file: .h5ad, .h5mu or .zarr';

/** @throws CellForgeError where a look at the file system is enough to refuse; the rest is the kernel's to say. */
export function checkData(path: string): void {
  if (!existsSync(path)) {
    throw new CellForgeError({
      code: 'data/no-file',
      message: `There is no file "${basename(path)}"`,
      expected: readable,
      found: existsSync(dirname(path)) ? 'no such file in its folder' : 'no such folder',
      remedy: 'Check the path; it is relative to where the command was called.'
    });
  }
  if (statSync(path).isFile() && statSync(path).size === 0) {
    throw new CellForgeError({
      code: 'data/empty-file',
      message: `"${basename(path)}" is empty`,
      expected: readable,
      found: '0 bytes',
      remedy: 'Download or write the file again.'
    });
  }
}

/** @throws CellForgeError where there is no such table; what stands in it, or in a column of obs, is the kernel's to read. */
export function checkTable(table: string, from: string): void {
  if (table.startsWith(ofObs)) {
    return;
  }
  const path = resolve(from, table);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new CellForgeError({
      code: 'knowledge/no-file',
      message: `There is no table of prior knowledge "${basename(path)}"`,
      expected: 'a text file, or a gzipped one; the .h5ad of another screen; or obs:COLUMN',
      found: existsSync(path) ? 'a folder' : 'no such file',
      remedy: 'Check the path; it is relative to where the command was called.'
    });
  }
}

/** @throws CellForgeError for places that cannot be written, or hold somebody's work. */
export function checkOut(out: string, json: string | null): void {
  checkFile(out);
  if (json !== null) {
    checkFile(json);
  }
  if (existsSync(out) && statSync(out).size > 0 && !isOurs(out)) {
    throw new CellForgeError({
      code: 'arguments/notebook-there',
      message: `"${basename(out)}" is there already`,
      expected: 'a new notebook, or one that CellForge designed',
      found: 'a notebook without a record of CellForge',
      remedy: 'Name another file with --out; nothing was changed.'
    });
  }
}

/** @throws CellForgeError for a file that cannot be written. */
export function checkFile(path: string): void {
  checkParent(path);
  const why = whyNotWritten(path);
  if (why !== null) {
    throw notWritable(path, 'a file, in a folder that may be written to', why, 'file');
  }
}

/** @throws CellForgeError for a folder that is none, or cannot be made or written to. */
export function checkFolder(path: string): void {
  checkParent(path);
  const isFile = existsSync(path) && !statSync(path).isDirectory();
  const why = isFile ? 'a file of that name' : whyNoAccess(path);
  if (why !== null) {
    throw notWritable(path, 'a folder, or a name that is free', why, 'folder');
  }
}

function checkParent(path: string): void {
  if (!existsSync(dirname(path))) {
    throw new CellForgeError({
      code: 'arguments/no-folder',
      message: `"${basename(path)}" cannot be written`,
      expected: 'a path in a folder that is there',
      found: 'no such folder',
      remedy: 'Make the folder first; the path is relative to where the command was called.'
    });
  }
}

function notWritable(path: string, expected: string, found: string, what: string): CellForgeError {
  return new CellForgeError({
    code: 'arguments/not-writable',
    message: `"${basename(path)}" cannot be written`,
    expected,
    found,
    remedy: `Name another ${what}; nothing was changed.`
  });
}

/** Asked before the work: a run of minutes must not end at its last line. */
function whyNotWritten(path: string): string | null {
  if (existsSync(path) && statSync(path).isDirectory()) {
    return 'a folder of that name';
  }
  return whyNoAccess(path);
}

function whyNoAccess(path: string): string | null {
  try {
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
    return null;
  } catch {
    return 'no permission to write there';
  }
}

function isOurs(path: string): boolean {
  try {
    const { metadata } = JSON.parse(readFileSync(path, 'utf8')) as {
      metadata?: Record<string, unknown>;
    };
    return metadata !== undefined && metadataKey in metadata;
  } catch {
    return false;
  }
}
