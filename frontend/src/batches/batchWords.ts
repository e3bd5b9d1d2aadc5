/** Batches in words: what they are called, how far they are. */
import type { components } from '@/generated/api'
import { t } from '@/words'

export type Batch = components['schemas']['BatchView']
export type BatchMember = components['schemas']['BatchMember']
export type Shown = components['schemas']['ShownBatch']
export type Row = components['schemas']['ShownMember']
export type Side = components['schemas']['ShownSide']

export const VERDICTS = ['fail', 'incomplete', 'pass', 'unreadable'] as const
const FINAL: readonly Batch['state'][] = ['succeeded', 'failed', 'cancelled']

export const over = (batch: Batch): boolean => FINAL.includes(batch.state)
/** Members of which nothing more will come. */
export const ended = (batch: Batch): number => batch.done + batch.failed

/** What it does just now, "" where nothing. */
export function step(batch: Batch): string {
  if (batch.state !== 'running') return ''
  if (batch.step === 'check') return t('page.batches.step.check', { done: ended(batch), total: batch.members })
  return t(`page.batches.step.${batch.step ?? 'collect'}`)
}

/** How long the rest takes if it goes on as until now, ms; null while nobody can know. */
export function left(batch: Batch, now: number): number | null {
  const done = ended(batch)
  if (batch.step !== 'check' || !batch.started || !done) return null
  return ((now - Date.parse(batch.started)) / done) * (batch.members - done)
}
