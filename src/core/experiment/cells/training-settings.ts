import type { Plan } from '../../design/plan';
import { chosen } from './options';

/** The numbers that a plan's training cell gives to its model, by the names it gives them. */
export function trainingSettings(plan: Plan): Readonly<Record<string, number>> {
  const { training, loss } = chosen(plan);
  const values = plan.hyperparameters;
  const members: Record<string, number> =
    training === 'ensemble' ? { members: values.members } : {};
  if (loss === 'evidence') {
    // nothing is regularised, stopped or batched: what drives the switches is fitted to all conditions at once
    return { learning_rate: values.learning_rate, max_epochs: values.max_epochs, ...members };
  }
  return {
    learning_rate: values.learning_rate,
    weight_decay: values.weight_decay,
    dropout: values.dropout,
    max_epochs: values.max_epochs,
    ...(training === 'fixed-epochs' ? {} : { patience: values.patience }),
    batch_size: values.batch_size,
    ...members
  };
}
