using Akka.Actor;
using Akka.Event;

namespace Flex3D.Pipeline.Actors;

/// <summary>Decides on which device the run continues when one fails: on the remaining devices or, if none is left, on the processor, if that is allowed.</summary>
internal sealed class DeviceActor : ReceiveActor
{
    /// <summary>The name of the processor, which is the last device to fall back to.</summary>
    public const string Processor = "cpu";

    public DeviceActor(Registry<RegisteredPhase> phases, string device, bool mayFallBack)
    {
        ILoggingAdapter log = Context.GetLogger();
        Receive<DeviceFailed>(failed =>
        {
            if (device == Processor || !mayFallBack)
            {
                log.Error("device {0} failed ({1}) and no other device is left to try", device, failed.Fault.Message);
                Sender.Tell(new DeviceDecision(null, failed.Fault));
                return;
            }
            try
            {
                string next = phases[failed.Phase].Phase.LeaveDevice();
                log.Warning("device {0} failed ({1}): continuing on {2}", device, failed.Fault.Message, next);
                device = next;
                Sender.Tell(new DeviceDecision(next, failed.Fault));
            }
            catch (Exception refused)
            {
                log.Error("device {0} failed ({1}) and no other device could take over: {2}", device, failed.Fault.Message, refused.Message);
                Sender.Tell(new DeviceDecision(null, refused));
            }
        });
    }
}
