/** The bundle's entry: every workflow of Parley. */

export { conversation } from './conversation/workflow.ts';
export { erasure } from './erasure/workflow.ts';
export { contactExport, contactImport } from './transfer/workflow.ts';
export { websiteScan } from './website/workflow.ts';
