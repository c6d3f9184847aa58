using System.Globalization;

namespace Flex3D.Pipeline.Bundles;

/// <summary>The program or archive whose file names a bundle has.</summary>
internal enum NameStyle
{
    /// <summary>The names of a deposition to the EMDB.</summary>
    Emdb,

    /// <summary>The names of RELION's Refine3D jobs.</summary>
    Relion,

    /// <summary>The names of cryoSPARC's 3D Flex jobs.</summary>
    CryoSparc,

    /// <summary>The names that Scipion's cryoSPARC plugin looks for.</summary>
    Scipion,
}

/// <summary>The one table of the names under which other programs look for results.</summary>
internal static class BundleNames
{
    private const string Job = "{0}"; // of cryoSPARC: J42

    // Names in the order of NameStyle: EMDB, RELION, cryoSPARC, Scipion; null where the program has no such file.
    private static readonly (BundleItem Item, string What, string?[] Names)[] s_table =
    [
        (BundleItem.Map, "primary map, the flow of every particle taken out", ["map.mrc", "run_class001.mrc", $"{Job}_flex_map.mrc", $"{Job}_flex_map.mrc"]),
        (BundleItem.Half1, "half-map 1, unsharpened and unfiltered", ["half_map_1.mrc", "run_half1_class001_unfil.mrc", $"{Job}_flex_map_half_A.mrc", $"{Job}_flex_map_half_A.mrc"]),
        (BundleItem.Half2, "half-map 2, unsharpened and unfiltered", ["half_map_2.mrc", "run_half2_class001_unfil.mrc", $"{Job}_flex_map_half_B.mrc", $"{Job}_flex_map_half_B.mrc"]),
        (BundleItem.Mask, "solvent mask in the frame of the map", ["mask.mrc", "mask.mrc", $"{Job}_mask_refine.mrc", $"{Job}_mask_refine.mrc"]),
        (BundleItem.RigidMap, "control without flow", [null, "rigid_class001.mrc", $"{Job}_noflex_map.mrc", $"{Job}_noflex_map.mrc"]),
        (BundleItem.RigidHalf1, "half-map 1 of the control without flow", [null, "rigid_half1_class001_unfil.mrc", $"{Job}_noflex_map_half_A.mrc", $"{Job}_noflex_map_half_A.mrc"]),
        (BundleItem.RigidHalf2, "half-map 2 of the control without flow", [null, "rigid_half2_class001_unfil.mrc", $"{Job}_noflex_map_half_B.mrc", $"{Job}_noflex_map_half_B.mrc"]),
        (BundleItem.Particles, "particles with their latents", [null, "run_data.star", $"{Job}_particles.cs", null]),
        (BundleItem.Passthrough, "particles with their latents", [null, null, null, $"{Job}_passthrough_particles.cs"]),
        (BundleItem.Latents, "latents by uid", [null, null, null, $"{Job}_latents_particles.cs"]),
        (BundleItem.Group, "result group of the particles, for cryoSPARC's import", [null, null, $"{Job}_particles.csg", null]),
        (BundleItem.Fsc, "FSC of the half-maps, masked and corrected", ["fsc.xml", null, null, null]),
        (BundleItem.Picture, "picture of the map, 500 x 500", ["image.png", null, null, null]),
        (BundleItem.Movie, "animated picture of the main motion, coloured by how far each place moves", ["motion.png", null, null, null]),
        (BundleItem.BothEnds, "picture of one end of the main motion, with the outline of the other", ["motion_still.png", null, null, null]),
        (BundleItem.Text, "what the deposition form asks", ["deposition.txt", null, null, null]),
    ];

    /// <summary>Returns the files of a bundle: each with its name and what it is.</summary>
    /// <param name="job">The job number in cryoSPARC's names, such as <c>J42</c>.</param>
    public static IReadOnlyList<(BundleItem Item, string Name, string What)> Of(NameStyle style, string job) =>
    [
        .. from row in s_table
           where row.Names[(int)style] is not null
           select (row.Item, string.Format(CultureInfo.InvariantCulture, row.Names[(int)style]!, job), row.What),
    ];
}
