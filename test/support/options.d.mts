import type { ShapeData } from '../../mocks/configuration/shape.js';

interface Table {
  readonly heading: string;
  readonly type: string;
  readonly without?: string;
}

export const TABLES: readonly Table[];
export const jsonSchemaOf: (shape: ShapeData) => object;
export const tableOf: (shape: ShapeData, table: Table) => string;
export const tableBelow: (guide: string, heading: string) => string | undefined;
export const withTables: (guide: string, shape: ShapeData) => string;
export const missingWords: (shape: ShapeData) => readonly string[];
