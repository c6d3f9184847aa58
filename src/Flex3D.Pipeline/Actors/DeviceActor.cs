using Akka.Actor;
using Akka.Event;

namespace Flex3D.Pipeline.Actors;

/// <summary>Owns the choice of device: the processor takes the place of one that fails, if that is allowed.</summary>
internal sealed class DeviceActor : ReceiveActor
{
    private const string Processor = "cpu";

    public DeviceActor(string device, bool mayFallBack)
    {
        ILoggingAdapter log = Context.GetLogger();
        Receive<DeviceFailed>(failed =>
        {
            string? next = device != Processor && mayFallBack ? Processor : null;
            if (next is null)
            {
                log.Error("device {0} failed ({1}) and nothing is left to try", device, failed.Fault.Message);
            }
            else
            {
                log.Warning("device {0} failed ({1}): going on with {2}", device, failed.Fault.Message, next);
                device = next;
            }
            Sender.Tell(new DeviceDecision(next));
        });
    }
}
