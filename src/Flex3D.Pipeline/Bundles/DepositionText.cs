using System.Globalization;
using System.Text;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;
using Flex3D.Stages.Tables.Conversion;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Bundles;

/// <summary>The text that answers the questions of a deposition form about the map, in the order of its pages.</summary>
internal static class DepositionText
{
    /// <param name="files">Names of the bundle's files, and what each is.</param>
    public static string Of(DepositionFacts facts, IEnumerable<(string Name, string What)> files)
    {
        var text = new StringBuilder();
        Line($"Deposition of \"{facts.Name}\" to the EMDB (OneDep): single-particle reconstruction, flexible refinement");
        Part("Files");
        foreach ((string name, string what) in files)
        {
            Line($"  {name}: {what}");
        }
        Part("Map");
        Line($"  voxel spacing (Å): {facts.PixelSizeAngstrom:0.####} along x, y and z");
        Line($"  box (voxels): {facts.Box} x {facts.Box} x {facts.Box}; origin 0, 0, 0; half-maps and mask have the same frame");
        Line($"  recommended contour level: {facts.ContourLevel:G4}");
        Line($"    rule: {ContourLevel.Rule}");
        Part("Final reconstruction");
        Line($"  number of particle images: {facts.Particles}");
        Line($"    a few of each half-set (one in fifty of all, at least 20) only decide when its iterations end");
        Line($"  imposed symmetry (point group): {facts.Symmetry}");
        Line($"  resolution (Å): {Resolution(facts.Resolution)}");
        Line($"  resolution method: FSC 0.143 CUT-OFF");
        Line($"    of the two half-maps, masked with the given mask and corrected for it by phase randomisation");
        Line($"    of the whole canonical map, from which every particle's flow is taken out; not of any single conformation");
        string region = facts.Heterogeneity == Heterogeneity.Motion ? "moving region" : "region that the flow displaces most";
        Line($"    {region}: {Moving(facts.Moving.Flexed)}");
        Line($"    control from the same particles without flow (Å): {Resolution(facts.RigidResolution)}; {region}: {Moving(facts.Moving.Rigid)}");
        Line($"  half-sets: {(facts.HalfSetsOfFile ? "those of the consensus refinement" : facts.HalfSetsByMicrograph ? "drawn at random, whole micrographs" : "drawn at random")}; they never mix in the reconstruction");
        Line(facts.OwnFlows
            ? $"    flow network and latents of each half-map were learned from its own half-set alone, from one consensus map: the FSC tests the flow, too"
            : (FormattableString)$"    flow network and latents were learned from all particles at lower resolution: the FSC tests the map beyond that resolution, not the flow");
        Line($"  sharpening: {Sharpening(facts.SharpeningB)}");
        Line($"  half-maps: neither sharpened nor filtered, and no mask was applied to them;");
        Line($"    only voxels inside the solvent mask are reconstructed (the flow is defined there), so that the density outside it is 0");
        Part("Software");
        Line($"  Flex3D {facts.Version}: flexible refinement and reconstruction");
        Part("Method");
        Line($"  {Method(facts)}");
        Part("Related entries");
        Line($"  The map is the canonical map of a flexible refinement. The consensus map that it started from is an entry of its own:");
        Line($"    {facts.Consensus}");
        Line($"    deposit it too, and name each entry in the other (EMD-_____, consensus map)");
        Part("What only you know");
        Line($"  specimen, grid, microscope, detector, dose; the programs of motion correction, CTF estimation and consensus refinement;");
        Line($"  how the angles were assigned; accession code of the particle images (EMPIAR)");
        return text.ToString();

        void Part(string name) => text.Append('\n').Append(name).Append('\n');

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Method(DepositionFacts facts)
    {
        string latent = facts.Latent.Length == 0 ? "" : $" The map shows the conformation at latent {FrameNote.Text(facts.Latent)}.";
        return $"Flexible refinement with Flex3D {facts.Version}, after Punjani & Fleet (2023): a canonical map, a neural flow field on a tetrahedral mesh with a rigidity prior, and the latent "
            + $"coordinates of each particle were learned from images at reduced size, with {Given(facts.Refined)}. {HeterogeneityText.Of(facts.Heterogeneity, facts.MotionSupported)} Two half-maps were then reconstructed at full size by "
            + $"L-BFGS{(facts.MotionSupported == false ? ", without the flow" : " through the flow, which carries each particle's conformation back to the canonical one")}.{latent}";
    }

    private static string Given(RefinedValues refined) => refined switch
    {
        { Poses: true, Defocus: true } => "poses and CTF of the consensus refinement, of which poses and defocus were re-estimated",
        { Poses: true } => "the CTF of the consensus refinement and its poses, which were re-estimated",
        { Defocus: true } => "the poses of the consensus refinement and its CTF, of which the defocus was re-estimated",
        _ => "poses and CTF of the consensus refinement",
    };

    private static string Resolution(FscCrossing crossing) => crossing.Kind switch
    {
        FscCrossing.Kinds.Crossed => crossing.Angstrom.ToString("0.0", CultureInfo.InvariantCulture),
        FscCrossing.Kinds.BeyondNyquist => string.Create(CultureInfo.InvariantCulture, $"{crossing.Angstrom:0.0} (Nyquist; the curve stays above 0.143)"),
        _ => "not determined (the curve does not reach 0.143)",
    };

    private static string Moving(double? angstrom) => angstrom is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.0} Å") : "not determined";

    private static string Sharpening(double? b) => b is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"B-factor {value:0.#} Å², weighted by the FSC (Rosenthal & Henderson 2003), low-passed at the resolution")
        : "none; weighted by the FSC (Rosenthal & Henderson 2003)";
}
