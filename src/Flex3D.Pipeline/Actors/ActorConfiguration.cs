using Akka.Configuration;

namespace Flex3D.Pipeline.Actors;

/// <summary>The settings of the actor system, written as dotted keys because Akka's parser refuses nested HOCON on one line at run time.</summary>
internal static class ActorConfiguration
{
    /// <summary>What every actor system of the program has: a failure is logged by who supervises it, and the process ends by itself.</summary>
    public static IReadOnlyList<(string Key, string Value)> OfTheProcess { get; } =
    [
        ("akka.loglevel", "WARNING"),
        ("akka.stdout-loglevel", "OFF"),
        ("akka.loggers", "[]"),
        ("akka.log-dead-letters", "off"),
        ("akka.log-dead-letters-during-shutdown", "off"),
        ("akka.coordinated-shutdown.run-by-clr-shutdown-hook", "off"),
        ("akka.coordinated-shutdown.exit-clr", "off"),
    ];

    /// <summary>Returns Akka's defaults, overridden by these settings.</summary>
    public static Config Create() => ConfigurationFactory.ParseString(string.Join('\n', OfTheProcess.Append(("akka.actor.guardian-supervisor-strategy", "\"Akka.Actor.StoppingSupervisorStrategy\"")).Select(setting => $"{setting.Item1} = {setting.Item2}")));
}
