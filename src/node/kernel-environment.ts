/** Names of what only the way to a language model needs. */
const ofModels = /^(OPENAI|ANTHROPIC|AZURE_OPENAI|LITELLM)_|^CELLFORGE_MODEL$/;

/** This command's environment for a kernel that works on `data`: without keys, since code of agents runs there. */
export function kernelEnvironment(data: string): NodeJS.ProcessEnv {
  return { ...withoutKeys(), CELLFORGE_DATA: data };
}

/** The same for a process that asks other hosts than the model's. */
export function withoutKeys(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofModels.test(name)));
}
