using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Runs;

/// <summary>The content of <c>results.json</c>: the result files of a run's finished steps. It has no times: the same results give the same bytes.</summary>
/// <param name="Sha256">SHA-256 of the list itself, so that a line that is changed or missing is noticed.</param>
/// <param name="Files">In the order of their paths.</param>
internal sealed record ResultManifest(string Sha256, IReadOnlyList<ResultRecord> Files)
{
    public const string FileName = "results.json";

    /// <summary>The step name of the files that are written after the last step.</summary>
    public const string Summary = "summary";

    /// <summary>Makes a manifest of files, with its hash.</summary>
    public static ResultManifest Of(IEnumerable<ResultRecord> files)
    {
        ResultRecord[] ordered = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        return new ResultManifest(Hash(ordered), ordered);
    }

    /// <summary>Whether the list is as it was written.</summary>
    public bool IsWhole => Sha256 == Hash(Files);

    /// <summary>Reads the manifest of a run; null if no step has finished.</summary>
    /// <exception cref="InputException">The file is not such a list.</exception>
    public static ResultManifest? Read(RunFolder run) => RunFolder.ReadJson<ResultManifest>(run.ResultsFile, "the results of a run", "delete it: the results stay good, flex3d verify can no longer check those of the steps that are done");

    /// <summary>Adds the files that a step wrote in place of those it wrote before, reading each for its hash.</summary>
    /// <param name="written">Absolute paths; files outside the run folder, book-keeping files, and files that no longer exist are left out.</param>
    public static void Record(RunFolder run, string step, IEnumerable<string> written)
    {
        ResultRecord[] records = [.. written.Where(File.Exists).Select(path => (Path: path, Name: NameIn(run, path))).Where(file => IsResult(file.Name)).Select(file => Of(step, file.Path, file.Name))];
        HashSet<string> names = [.. records.Select(record => record.Path)];
        IEnumerable<ResultRecord> others = (Read(run)?.Files ?? []).Where(file => file.Step != step && !names.Contains(file.Path));
        run.WriteJson(FileName, Of([.. others, .. records]));
    }

    /// <summary>Returns a path as <c>results.json</c> has it.</summary>
    public static string NameIn(RunFolder run, string path) => Path.GetRelativePath(run.Path, path).Replace('\\', '/');

    /// <summary>Whether a file of a run folder is a result, and not a book-keeping file of the run.</summary>
    public static bool IsResult(string name) =>
        !(name is FileName or "run.yaml" or "versions.json" or "inputs.json" or "status.json" or "status.js" or "ledger.json")
        && !name.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(name)
        && !name.StartsWith("checkpoints/", StringComparison.Ordinal)
        && !name.StartsWith("log", StringComparison.Ordinal)
        && !name.StartsWith("traces/", StringComparison.Ordinal)
        && !Path.GetFileName(name).StartsWith('.');

    /// <summary>Makes the record of a file, which it reads for the hash.</summary>
    public static ResultRecord Of(string step, string path, string name)
    {
        using Stream file = Storage.OpenRead(path);
        return new ResultRecord(step, name, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    private static string Hash(IEnumerable<ResultRecord> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ResultRecord file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Step}\n{file.Path}\n{file.Bytes}\n{file.Sha256}\n")));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
