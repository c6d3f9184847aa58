using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Sources;

/// <summary>Finds the results of a cryoSPARC job from the <c>job.json</c> in its folder (of versions 4 and 5), or else from the names of its files.</summary>
internal static class CryoSparcJob
{
    /// <summary>Finds the results of the job in a folder; null where the folder is not of a cryoSPARC job.</summary>
    /// <exception cref="InputException">The job has no particles with poses, has several groups of them, or names a file that is missing.</exception>
    public static ParticleSource? InFolder(string folder)
    {
        string json = Path.Combine(folder, "job.json");
        string job = Path.GetFileName(folder);
        if (!Storage.Current.FileExists(json))
        {
            return CryoSparcFileNames.InFolder(folder);
        }
        IReadOnlyList<CryoSparcOutput> outputs = Outputs(json);
        string project = Path.GetDirectoryName(folder)!;
        string group = ParticleGroup(outputs, json);
        var slots = new List<(string, string)>();
        foreach (CryoSparcOutput output in outputs.Where(output => output.Group == group))
        {
            slots.Add((output.Slot, ParticleSources.Require(Path.GetFullPath(Path.Combine(project, output.File)), json, $"the dataset of slot '{output.Slot}',")));
        }
        return CryoSparcSlots.Source(slots, json, $"cryoSPARC job {job} (job.json)") with
        {
            Map = Volume(outputs, project, "map"),
            Mask = Volume(outputs, project, "mask_refine"),
        };
    }

    // Particles that a job rejected, or did not look at, are not those of its result.
    private static string ParticleGroup(IReadOnlyList<CryoSparcOutput> outputs, string json)
    {
        string[] groups = [.. outputs.Where(output => output.IsParticle && output.Slot == "alignments3D").Select(output => output.Group).Distinct().Where(CryoSparcFileNames.IsResult)];
        return groups.Length == 1 ? groups[0]
            : groups.Contains("particles") ? "particles"
            : throw new InputException(json, null, groups.Length == 0 ? "no particles with poses (alignments3D) among the job's outputs" : $"several groups of particles: {string.Join(", ", groups)}",
                "one group of particles of a 3D refinement", "give the .cs or .csg file of the particles you want");
    }

    // The dataset of a volume names its map; without that dataset, the map lies where it would and has its name.
    private static string? Volume(IReadOnlyList<CryoSparcOutput> outputs, string project, string slot)
    {
        if (outputs.FirstOrDefault(output => !output.IsParticle && output.Slot == slot) is not { } volume)
        {
            return null;
        }
        string dataset = Path.GetFullPath(Path.Combine(project, volume.File));
        if (Named(dataset, project, slot) is { } named)
        {
            return named;
        }
        string stem = dataset.EndsWith("_map.cs", StringComparison.Ordinal) ? dataset[..^"_map.cs".Length] : Path.ChangeExtension(dataset, null);
        string[] candidates = [$"{stem}_{slot}.mrc", Path.ChangeExtension(dataset, ".mrc")];
        return candidates.FirstOrDefault(Storage.Current.FileExists);
    }

    private static string? Named(string dataset, string project, string slot)
    {
        if (!Storage.Current.FileExists(dataset) || CsVolume.PathOf(dataset, slot) is not { } path)
        {
            return null;
        }
        string full = Path.GetFullPath(path.StartsWith('>') ? Path.Combine(Path.GetDirectoryName(dataset)!, path[1..]) : Path.Combine(project, path));
        return Storage.Current.FileExists(full) ? full : null;
    }

    // Version 4 lists output_results, each with its group; version 5 nests results in spec.outputs.
    private static List<CryoSparcOutput> Outputs(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Storage.ReadAll(path));
            JsonElement root = document.RootElement;
            var outputs = new List<CryoSparcOutput>();
            if (root.TryGetProperty("output_results", out JsonElement results))
            {
                foreach (JsonElement result in results.EnumerateArray())
                {
                    Add(outputs, result.GetProperty("group_name").GetString()!, result.GetProperty("name").GetString()!, result.GetProperty("type").GetString()!, result);
                }
            }
            else if (root.TryGetProperty("spec", out JsonElement spec) && spec.TryGetProperty("outputs", out JsonElement groups))
            {
                foreach (JsonProperty group in groups.EnumerateObject())
                {
                    foreach (JsonElement result in group.Value.GetProperty("results").EnumerateArray())
                    {
                        Add(outputs, group.Name, result.GetProperty("name").GetString()!, result.GetProperty("dtype").GetString()!, result);
                    }
                }
            }
            return outputs;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InputException(path, null, $"JSON that is not of a cryoSPARC job ({e.Message.TrimEnd('.')})", "output_results (version 4) or spec.outputs (version 5)", "give the job's particle file itself", e);
        }
    }

    private static void Add(List<CryoSparcOutput> outputs, string group, string slot, string type, JsonElement result)
    {
        if (result.TryGetProperty("metafiles", out JsonElement files) && files.ValueKind == JsonValueKind.Array && files.GetArrayLength() > 0)
        {
            outputs.Add(new CryoSparcOutput(group, slot, type.StartsWith("particle", StringComparison.Ordinal), files[files.GetArrayLength() - 1].GetString()!)); // the last iteration's
        }
    }

    /// <summary>One output of a job: a slot of a group, and its dataset.</summary>
    /// <param name="File">Relative to the project's folder.</param>
    private sealed record CryoSparcOutput(string Group, string Slot, bool IsParticle, string File);
}
