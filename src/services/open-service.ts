// Opens a service in this loop, whatever its transport.
import type { OpenPort, Service, ServicePlace } from './service.ts';
import { openTcp, type TcpTools } from './tcp-port.ts';

/** Rejects with `ReactorError` when the port is not available, and with errors of the service itself. */
export async function openService(service: Service, place: ServicePlace, tools: TcpTools): Promise<OpenPort> {
  return service.transport === 'udp' ? await service.open(place, tools) : await openTcp(service, place, tools);
}
