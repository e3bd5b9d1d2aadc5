/** How a submission is to be checked; profile and stage are kept for the next time. */
import { reactive, watch } from 'vue'
import type { Submission } from './upload'
import { keep, kept } from '@/kept'
import { STAGES, type Stage } from '@/words/stages'

export interface Asking {
  profile: string
  stage: Stage
  facts: Submission | null
  previous: string
}
const KEPT = 'gouhook.submit'

function before(): { profile?: string; stage?: Stage } {
  try {
    return (JSON.parse(kept(KEPT) ?? '{}') as { profile?: string; stage?: Stage } | null) ?? {}
  } catch {
    return {} // it holds something else
  }
}

export function asking(): Asking {
  const { profile, stage } = before()
  const made = reactive<Asking>({
    profile: profile ?? '',
    stage: STAGES.find((one) => one === stage) ?? 'application',
    facts: null,
    previous: '',
  })
  watch(
    () => [made.profile, made.stage],
    () => keep(KEPT, JSON.stringify({ profile: made.profile, stage: made.stage })),
  )
  return made
}
