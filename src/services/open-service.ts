// A service in this loop, whatever its transport.
import type { OpenPort, Service, ServicePlace } from './service.ts';
import { openTcp, type TcpTools } from './tcp-port.ts';

/** Rejects with `ReactorError` when the port cannot be had, and with what the service itself throws. */
export async function openService(service: Service, place: ServicePlace, tools: TcpTools): Promise<OpenPort> {
  return service.transport === 'udp' ? await service.open(place, tools) : await openTcp(service, place, tools);
}
