/** Sending a submission: with a key, so that sending it again after a lost connection is no second
 * one. */
import { upload, type Sending as SendingOf } from '@/api/upload'
import type { components } from '@/generated/api'

export { Cancelled } from '@/api/upload'
export type Submission = components['schemas']['Submission']
export type Sending = SendingOf<Submission>

export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Send `file`; `progress` is told how many bytes have gone. `beside`: it goes with another submission;
 * `county`: for which it is, null where the service knows. */
export function send(file: File, key: string, progress: (sent: number) => void, county: string | null, beside = false): Sending {
  const query = new URLSearchParams({ filename: file.name, check: 'false', beside: String(beside), ...(county && { county }) })
  return upload(`/api/v1/submissions?${query.toString()}`, file, 201, progress, { 'Idempotency-Key': key })
}
