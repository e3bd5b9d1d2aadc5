import type { components } from '@/generated/api'

export type SubmissionView = components['schemas']['SubmissionView']
