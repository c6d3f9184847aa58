using System.CommandLine;
using System.Runtime.CompilerServices;
using Flex3D.Pipeline.Cluster.Actors;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary>The options of commands whose run other machines may help with.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _bind = new("--cluster")
    {
        Description = "Let workers on other machines compute shards (flex3d worker); listens at this interface of this machine, and on any free port unless one is given",
        HelpName = "HOST[:PORT]",
    };

    private readonly Option<string?> _secret = new("--secret")
    {
        Description = "A file with the secret that workers must know [default: a new one, in cluster.json in the run folder, which only you may read]",
        HelpName = "FILE",
    };

    private readonly Option<bool> _leaves = new("--leave-to-workers") { Description = "Compute shards here only while no worker is ready, and those that a worker is late with" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_bind);
        command.Options.Add(_secret);
        command.Options.Add(_leaves);
    }

    /// <summary>Returns what starts the head; null where none is asked for.</summary>
    /// <exception cref="InputException">An option is not valid.</exception>
    public ClusterStart? Of(ParseResult parsed) => parsed.GetValue(_bind) is { } bind ? Start(bind, parsed.GetValue(_secret), parsed.GetValue(_leaves))
        : parsed.GetValue(_secret) is not null ? throw Alone(_secret)
        : parsed.GetValue(_leaves) ? throw Alone(_leaves) : null;

    /// <summary>Refuses an option that needs <c>--cluster</c>.</summary>
    public static InputException Alone(Option option) => new(option.Name, null, $"{option.Name} without --cluster", "both", "add --cluster HOST");

    // Not inlined, so that a run without other machines never loads what drives a cluster.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ClusterStart Start(string bind, string? secret, bool leaves)
    {
        var address = ClusterAddress.Parse(bind, "--cluster", needsPort: false);
        ClusterSecret? given = secret is null ? null : ClusterSecret.Read(secret);
        return (run, log) => HeadNode.Start(run, log, address, given, leaves);
    }
}
