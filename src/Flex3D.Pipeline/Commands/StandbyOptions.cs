using System.CommandLine;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Commands;

/// <summary>The options by which <c>flex3d resume</c> waits for the head of a run to be lost.</summary>
internal sealed class StandbyOptions
{
    private readonly Option<bool> _standby = new("--standby") { Description = "Wait until the head of the run is lost, then go on in its place; ends when the run does" };

    private readonly Option<double> _after = new("--standby-after")
    {
        Description = "The head is lost once the run's lock is free and its status has not changed for so long (seconds)",
        HelpName = "s",
        DefaultValueFactory = _ => 60,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_standby);
        command.Options.Add(_after);
    }

    /// <summary>Returns how long the status must not have changed; null where no standby is asked for.</summary>
    /// <exception cref="Stages.Faults.InputException">There is no <c>--cluster</c>, by which a head learns that it was replaced.</exception>
    public TimeSpan? Of(ParseResult parsed, ClusterStart? cluster) =>
        !parsed.GetValue(_standby) ? null : cluster is null ? throw ClusterOptions.Alone(_standby) : TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_after), 0, 1e6));
}
