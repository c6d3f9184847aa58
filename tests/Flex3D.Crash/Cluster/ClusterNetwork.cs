using System.Diagnostics;
using System.Globalization;

namespace Flex3D.Crash.Cluster;

/// <summary>Network namespaces for a head and its workers, joined by a bridge, in which packets can be lost one way or both; removed when disposed of. Without the right to make them, all is on this host.</summary>
internal sealed class ClusterNetwork : IDisposable
{
    private static int s_count;

    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"fx{Environment.ProcessId}n{Interlocked.Increment(ref s_count)}");
    private readonly int _workers;

    /// <param name="workers">Workers, each in a namespace of its own.</param>
    /// <param name="separate">Whether to make namespaces.</param>
    public ClusterNetwork(int workers, bool separate)
    {
        (_workers, Separate) = (workers, separate);
        if (!separate)
        {
            return;
        }
        Must("netns", "add", Head);
        Must("-n", Head, "link", "add", "br0", "type", "bridge");
        Must("-n", Head, "addr", "add", $"{HeadAddress}/24", "dev", "br0");
        Must("-n", Head, "link", "set", "lo", "up");
        Must("-n", Head, "link", "set", "br0", "up");
        for (int i = 0; i < workers; i++)
        {
            Must("netns", "add", Worker(i));
            Must("link", "add", $"h{i}", "netns", Head, "type", "veth", "peer", "name", "w", "netns", Worker(i));
            Must("-n", Head, "link", "set", $"h{i}", "master", "br0");
            Must("-n", Head, "link", "set", $"h{i}", "up");
            Must("-n", Worker(i), "addr", "add", $"{WorkerAddress(i)}/24", "dev", "w");
            Must("-n", Worker(i), "link", "set", "lo", "up");
            Must("-n", Worker(i), "link", "set", "w", "up");
        }
    }

    /// <summary>Whether the network can be cut.</summary>
    public bool Separate { get; }

    /// <summary>Where the head listens.</summary>
    public string HeadAddress => Separate ? "10.77.0.1" : "127.0.0.1";

    private string Head => _prefix + "h";

    /// <summary>Whether this process may make network namespaces.</summary>
    public static bool IsAllowed()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"fx{Environment.ProcessId}try");
        return OperatingSystem.IsLinux() && File.Exists("/usr/sbin/ip") && Ip("netns", "add", name) == 0 && Ip("netns", "del", name) == 0;
    }

    /// <summary>What to put before the command of a process in the head's namespace.</summary>
    public string[] InHead() => Separate ? ["/usr/sbin/ip", "netns", "exec", Head] : [];

    /// <summary>What to put before the command of a process in a worker's namespace.</summary>
    /// <param name="hidden">A folder that the worker is to find empty; null for none. Only where there are namespaces.</param>
    public string[] InWorker(int worker, string? hidden = null) =>
        !Separate ? [] : ["/usr/sbin/ip", "netns", "exec", Worker(worker), .. hidden is null ? Array.Empty<string>() : ["/bin/sh", "-c", "mount -t tmpfs none \"$0\" && exec \"$@\"", hidden]];

    /// <summary>Cuts a worker off: packets go to a station that is not there.</summary>
    public void Cut(int worker, Blow blow)
    {
        const string Nowhere = "02:00:00:00:00:99";
        if (blow is Blow.Cut or Blow.CutFromHead)
        {
            Must("-n", Head, "neigh", "replace", WorkerAddress(worker), "lladdr", Nowhere, "dev", "br0", "nud", "permanent");
        }
        if (blow is Blow.Cut or Blow.CutFromWorker)
        {
            Must("-n", Worker(worker), "neigh", "replace", HeadAddress, "lladdr", Nowhere, "dev", "w", "nud", "permanent");
        }
    }

    /// <summary>Joins a worker again.</summary>
    public void Mend(int worker)
    {
        Ip("-n", Head, "neigh", "del", WorkerAddress(worker), "dev", "br0"); // fails where nothing was cut
        Ip("-n", Worker(worker), "neigh", "del", HeadAddress, "dev", "w");
    }

    public void Dispose()
    {
        if (Separate)
        {
            Ip("netns", "del", Head);
            for (int i = 0; i < _workers; i++)
            {
                Ip("netns", "del", Worker(i));
            }
        }
    }

    private string Worker(int worker) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}w{worker}");

    private static string WorkerAddress(int worker) => string.Create(CultureInfo.InvariantCulture, $"10.77.0.{11 + worker}");

    private static void Must(params string[] arguments)
    {
        if (Ip(arguments) is not 0 and var code)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} ended with {code}");
        }
    }

    private static int Ip(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/sbin/ip", arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
