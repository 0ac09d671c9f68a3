import { Gunzip, gzipSync, strFromU8, strToU8 } from 'fflate';
import { gzipWith } from '../core';

export const compression = gzipWith({ Gunzip, gzipSync, strFromU8, strToU8 });
