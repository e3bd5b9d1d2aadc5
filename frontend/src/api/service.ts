/** What this installation is like: asked once, kept for all views. */
import { shallowRef } from 'vue'
import type { components } from '@/generated/api'
import { api, take } from './client'

export type ServiceInfo = components['schemas']['ServiceInfo']
export type BaseLayer = components['schemas']['BaseLayer']

/** Null until the service has answered. */
export const service = shallowRef<ServiceInfo | null>(null)

/** Ask where nobody has yet, or `anew`; a service that is away is asked again by the next caller. */
export async function askService(anew = false): Promise<void> {
  if (anew || !service.value) service.value = await take(api.GET('/api/v1/service'))
}
