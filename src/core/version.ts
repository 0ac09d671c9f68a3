/** Version of the pipeline: a record is replayed by the version that made it. */
export const pipelineVersion = '0.1.0';

/** Version of `cellforge_runtime` that the cells are written for and the probe is taken from. */
export const runtimeVersion = '0.1.0';
