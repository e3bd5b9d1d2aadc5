/** The stages of a project that can be chosen, in the order in which it goes through them. */
import type { components } from '@/generated/api'

export type Stage = components['schemas']['Stage']
export const STAGES: readonly Stage[] = [
  'application', 'adjustment', 'implementation', 'acceptance', 'filing', 'settlement', 'expropriation', 'monitoring', 'enforcement',
]
