using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Sources;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Pipeline.Checks;

/// <summary>Reads the input of a run as prep would, and judges it.</summary>
internal static class InputChecks
{
    /// <summary>Checks the files that <paramref name="inputs"/> names.</summary>
    /// <param name="inputs">The inputs; map and mask may come from the job of the particles.</param>
    /// <param name="options">Options of the comparison with the map.</param>
    /// <param name="rowsPath">A scratch file for the rows of the table, which is deleted.</param>
    public static IReadOnlyList<CheckFinding> Of(InputOptions inputs, InputCheckOptions options, string rowsPath)
    {
        if (inputs.Particles is not { } named)
        {
            throw new InputException("flex3d check", "--particles", "nothing", "the particles to check", "name them with --particles");
        }
        ParticleSource source = ParticleSources.Of(named);
        var quarantine = new ParticleQuarantine(source.Particles, stops: false, 100);
        var findings = new List<CheckFinding>();
        using ParticleTable table = ParticleTableReader.ReadToFile(source.Particles, rowsPath, new ParticleReadOptions
        {
            DataDirectory = inputs.DataDir,
            StripPrefix = inputs.StripPrefix,
            StackOverride = inputs.Stack,
            Passthrough = inputs.Passthrough ?? source.Passthrough,
            AmplitudeContrast = inputs.AmplitudeContrast,
            AllowMissingCtf = inputs.AllowMissingCtf,
            IgnoreUnsupportedAberrations = inputs.IgnoreAberrations,
            Selection = inputs.Select is { } text ? ParticleSelection.Parse(text) : null,
            Quarantine = quarantine,
        });
        if (quarantine.Particles.Count > 0)
        {
            findings.Add(new CheckFinding("rows-unusable", CheckSeverity.Error, $"{quarantine.Particles.Count} of {table.Count + quarantine.Particles.Count} rows are unusable: {ParticleQuarantine.Summary(quarantine.Particles)}",
                quarantine.Particles[0].Reason, "set safety.badParticles=quarantine, which leaves them out, or write the table without them (flex3d check --fix)"));
        }
        if (table.Count == 0)
        {
            return findings;
        }
        using var stacks = new ParticleStacks(table, passOver: true);
        findings.AddRange(InputCheck.OfTable(table, stacks.Box));
        if ((inputs.Map ?? source.Map) is { } mapPath)
        {
            DensityMap map = MrcMap.Read(mapPath);
            if (map.PixelSizeAngstrom == 1 && map.Box == stacks.Box)
            {
                map = new DensityMap(map.Box, table.Optics[0].PixelSizeAngstrom, map.Values);
            }
            findings.AddRange(InputCheck.OfImages(table, stacks, map, options));
        }
        return findings;
    }
}
