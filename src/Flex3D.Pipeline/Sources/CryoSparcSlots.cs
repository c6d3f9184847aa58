using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Sources;

/// <summary>Chooses, from the slots of a cryoSPARC result group, the particle file and the files with its other columns.</summary>
internal static class CryoSparcSlots
{
    // The slots without which no particle can be used. The file of the first is the particle file: it has the rows of the refinement.
    private static readonly string[] s_needed = ["alignments3D", "ctf", "blob"];

    /// <summary>Returns the source made of some slots.</summary>
    /// <param name="slots">Slots and their datasets, absolute paths.</param>
    /// <param name="namedBy">The file that lists the slots, for error messages.</param>
    /// <param name="origin">See <see cref="ParticleSource.Origin"/>.</param>
    /// <exception cref="InputException">A slot that is needed is missing.</exception>
    public static ParticleSource Source(IReadOnlyList<(string Slot, string File)> slots, string namedBy, string origin)
    {
        string[] missing = [.. s_needed.Where(name => slots.All(slot => slot.Slot != name))];
        if (missing.Length > 0)
        {
            string poses = missing.Contains("alignments3D") && slots.Any(slot => slot.Slot is "alignments2D" or "alignments3D_multi")
                ? $" (only {string.Join(", ", slots.Select(slot => slot.Slot).Where(slot => slot.StartsWith("alignments", StringComparison.Ordinal)))})" : "";
            throw new InputException(namedBy, null, $"particles without the slot {string.Join(", ", missing)}{poses}", "images, CTF and the poses of a 3D refinement", "give the particles of a homogeneous, non-uniform or local refinement");
        }
        string[] files = [.. s_needed.Select(name => slots.First(slot => slot.Slot == name).File).Distinct()];
        string[] others = [.. slots.Select(slot => slot.File).Distinct().Except(files)];
        return new ParticleSource(files[0]) { Passthrough = [.. files[1..], .. others], Origin = origin };
    }
}
