using Akka.Actor;
using Akka.Event;

namespace Flex3D.Pipeline.Actors;

/// <summary>Owns the choice of device: halves the micro-batch when memory runs out, then falls back to the CPU if that is allowed.</summary>
internal sealed class DeviceActor : ReceiveActor
{
    private DeviceChoice _choice;

    public DeviceActor(DeviceChoice first, bool mayFallBack)
    {
        _choice = first;
        ILoggingAdapter log = Context.GetLogger();
        Receive<DeviceFailed>(failed =>
        {
            DeviceChoice? next = Next(_choice, failed.Fault, first, mayFallBack);
            if (next is null)
            {
                log.Error("device {0} failed ({1}) and nothing is left to try", _choice.Device, failed.Fault.Message);
            }
            else
            {
                log.Warning("device {0} failed ({1}): going on with {2}, {3} images at once", _choice.Device, failed.Fault.Message, next.Device, next.MicroBatch);
                _choice = next;
            }
            Sender.Tell(new DeviceDecision(next, failed.Fault));
        });
    }

    private static DeviceChoice? Next(DeviceChoice now, Exception fault, DeviceChoice first, bool mayFallBack)
    {
        if (fault is OutOfMemoryException && now.MicroBatch > 1)
        {
            return now with { MicroBatch = now.MicroBatch / 2 };
        }
        return now.Device != "cpu" && mayFallBack ? new DeviceChoice("cpu", first.MicroBatch) : null;
    }
}
