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

    /// <summary>Returns the options, checked, as arguments of a run that another process is; none where none is given.</summary>
    /// <param name="atOnce">Runs at once on this machine, which cannot all listen at one port.</param>
    /// <exception cref="InputException">An option is not valid.</exception>
    public IReadOnlyList<string> Arguments(ParseResult parsed, int atOnce)
    {
        if (Of(parsed) is null)
        {
            return [];
        }
        string bind = parsed.GetRequiredValue(_bind)!;
        var address = ClusterAddress.Parse(bind, _bind.Name, needsPort: false);
        address.RequireHere(_bind.Name);
        if (address.Port > 0 && atOnce > 1)
        {
            throw new InputException(_bind.Name, null, $"port {address.Port} for {atOnce} runs at once", "no port, or one run at once", "leave out the port, and let workers join by the folder of the runs");
        }
        string? secret = parsed.GetValue(_secret);
        return [_bind.Name, bind, .. secret is null ? Array.Empty<string>() : [_secret.Name, Path.GetFullPath(secret)], .. parsed.GetValue(_leaves) ? [_leaves.Name] : Array.Empty<string>()];
    }

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
