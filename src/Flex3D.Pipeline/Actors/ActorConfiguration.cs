using Akka.Configuration;

namespace Flex3D.Pipeline.Actors;

/// <summary>The settings of the actor system, written as dotted keys because Akka's parser refuses nested HOCON on one line at run time.</summary>
internal static class ActorConfiguration
{
    private static readonly (string Key, string Value)[] Settings =
    [
        ("akka.loglevel", "WARNING"),
        ("akka.stdout-loglevel", "OFF"),
        ("akka.loggers", "[]"),
        ("akka.log-dead-letters", "off"),
        ("akka.log-dead-letters-during-shutdown", "off"),
        ("akka.actor.guardian-supervisor-strategy", "\"Akka.Actor.StoppingSupervisorStrategy\""),
        ("akka.coordinated-shutdown.run-by-clr-shutdown-hook", "off"),
        ("akka.coordinated-shutdown.exit-clr", "off"),
    ];

    /// <summary>Returns Akka's defaults, overridden by these settings.</summary>
    public static Config Create() => ConfigurationFactory.ParseString(string.Join('\n', Settings.Select(setting => $"{setting.Key} = {setting.Value}")));
}
