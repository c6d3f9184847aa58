using System.Globalization;

namespace Flex3D.Pipeline.Queue.Notices;

/// <summary>The facts that a notice tells about a data set, by name.</summary>
internal sealed class NoticeFacts
{
    /// <summary>The names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = ["run", "state", "dataset", "id", "notice", "exitcode", "reason", "attempts"];

    /// <param name="runs">The folder of the runs.</param>
    public NoticeFacts(QueueNotice notice, QueueItem item, string runs) => Values = new Dictionary<string, string>
    {
        ["run"] = Path.Combine(runs, item.Run),
        ["state"] = notice.State.ToString().ToLowerInvariant(),
        ["dataset"] = item.Path,
        ["id"] = item.Id.ToString(CultureInfo.InvariantCulture),
        ["notice"] = notice.Id.ToString(CultureInfo.InvariantCulture),
        ["exitcode"] = item.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["reason"] = item.Reason ?? "",
        ["attempts"] = item.Attempt.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The facts, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Returns the environment variable in which a command finds a fact: <c>FLEX3D_RUN</c>.</summary>
    public static string VariableOf(string name) => "FLEX3D_" + name.ToUpperInvariant();
}
