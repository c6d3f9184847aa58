using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Particles.State;

/// <summary>The columns of the particles' state: the one place that defines which numbers are kept of each particle.</summary>
/// <remarks>
/// A column added here is stored, saved in checkpoints and <c>model.npz</c>, exported and included in the memory plan; only the code that
/// computes it, through <see cref="ParticleBlock.Write"/>, and the code that uses it have to be written.
/// </remarks>
public static class ParticleColumns
{
    /// <summary>The latent z: K coordinates of the particle's conformation, the input of the flow network; roughly −1.5 to 1.5.</summary>
    public static ParticleColumn Latents { get; } = new()
    {
        Name = "latents",
        ByLatents = static k => k,
        Default = 0,
        Writers = ColumnWriters.Input | ColumnWriters.Training,
        ModelArray = "latents",
        Csv = "z",
        Star = "flex3dLatent",
        CryoSparc = "flex3d/latent",
        CryoSparcSeries = "components_mode_",
    };

    /// <summary>The contrast s: the factor on the projection that fits the particle's image best; 0.2 to 5, and 1 where it is not estimated.</summary>
    public static ParticleColumn Contrast { get; } = new()
    {
        Name = "contrast",
        Default = 1,
        Writers = ColumnWriters.Training,
        Exported = false,
        ModelArray = "scale",
        Csv = "contrast",
        Star = "flex3dContrast",
        CryoSparc = "flex3d/contrast",
    };

    /// <summary>The posterior standard deviation of each latent coordinate, from the curvature of the particle's likelihood and prior (Laplace); 0 where it is not computed.</summary>
    public static ParticleColumn Uncertainty { get; } = new()
    {
        Name = "uncertainty",
        ByLatents = static k => k,
        Default = 0,
        Writers = ColumnWriters.Training,
        ModelArray = "uncertainty",
        Csv = "sd",
        Star = "flex3dUncertainty",
        CryoSparc = "flex3d/uncertainty",
    };

    /// <summary>
    /// The posterior covariance of the latent coordinates: the lower triangle of the symmetric K × K matrix, row by row (00, 10, 11, 20, …); its diagonal is the square of
    /// <see cref="Uncertainty"/>. 0 where it is not computed.
    /// </summary>
    public static ParticleColumn Covariance { get; } = new()
    {
        Name = "covariance",
        ByLatents = PackedSymmetric.Length,
        Default = 0,
        Writers = ColumnWriters.Training,
        Exported = false,
        ModelArray = "covariance",
        Csv = "cov",
        Star = "flex3dCovariance",
        CryoSparc = "flex3d/covariance",
    };

    /// <summary>
    /// The gain: by how much the log-likelihood of the particle's image at its latent exceeds that at z = 0, the canonical conformation. Noise alone gives about half
    /// of K; 0 where it is not computed.
    /// </summary>
    public static ParticleColumn Gain { get; } = new()
    {
        Name = "gain",
        Default = 0,
        Writers = ColumnWriters.Training,
        ModelArray = "gain",
        Csv = "gain",
        Star = "flex3dGain",
        CryoSparc = "flex3d/gain",
    };

    /// <summary>The turn of the molecule from its given orientation: the rotation vector ω of A = A₀·exp([ω]×) about the map's axes, radians; 0 where poses are not re-estimated.</summary>
    public static ParticleColumn Turn { get; } = new()
    {
        Name = "turn",
        Unit = "rad",
        Width = 3,
        Default = 0,
        Writers = ColumnWriters.Training,
        ModelArray = "turn",
        Csv = "turn",
        Star = "flex3dTurn",
        CryoSparc = "flex3d/turn",
    };

    /// <summary>The shift of the projection in x and y from its given place, Å; 0 where poses are not re-estimated.</summary>
    public static ParticleColumn Shift { get; } = new()
    {
        Name = "shift",
        Unit = "Å",
        Width = 2,
        Default = 0,
        Writers = ColumnWriters.Training,
        ModelArray = "shift",
        Csv = "shift",
        Star = "flex3dShift",
        CryoSparc = "flex3d/shift",
    };

    /// <summary>The change of both given defocus values, Å, underfocus positive; 0 where defocus is not re-estimated.</summary>
    public static ParticleColumn DefocusChange { get; } = new()
    {
        Name = "defocusChange",
        Unit = "Å",
        Default = 0,
        Writers = ColumnWriters.Training,
        Optional = true,
        ModelArray = "defocusChange",
        Csv = "defocusChange",
        Star = "flex3dDefocusChange",
        CryoSparc = "flex3d/defocus_change",
    };

    /// <summary>The weight of the particle's image in sums: the probability that it shows the molecule, by whether the model predicts its detail, 0 to 1; 1 where it is not estimated.</summary>
    public static ParticleColumn Weight { get; } = new()
    {
        Name = "weight",
        Default = 1,
        Writers = ColumnWriters.Training,
        Optional = true,
        ModelArray = "weight",
        Csv = "weight",
        Star = "flex3dWeight",
        CryoSparc = "flex3d/weight",
    };

    /// <summary>
    /// The principal coordinates: K coordinates of the particle's change of shape, each 1 Å of RMS displacement over the molecule, centred, by decreasing
    /// variance. They follow from the latents (<see cref="Derived"/>) and do not depend on how these are laid out.
    /// </summary>
    public static ParticleColumn Motion { get; } = new()
    {
        Name = "motion",
        Unit = "Å",
        ByLatents = static k => k,
        Writers = ColumnWriters.Training,
        ModelArray = "motion",
        Csv = "motion",
        Star = "flex3dMotion",
        CryoSparc = "flex3d/motion",
    };

    /// <summary>Every column that is kept, in the order in which a row has them.</summary>
    public static IReadOnlyList<ParticleColumn> All { get; } = [Latents, Contrast, Uncertainty, Covariance, Gain, Turn, Shift, DefocusChange, Weight];

    /// <summary>The columns that are computed from others when results are written, and not kept.</summary>
    public static IReadOnlyList<ParticleColumn> Derived { get; } = [Motion];

    /// <summary>The columns that a file can have: <see cref="All"/> and <see cref="Derived"/>.</summary>
    public static IReadOnlyList<ParticleColumn> InFiles { get; } = [.. All, .. Derived];

    /// <summary>The optional columns that a layout does not have: such numbers of an earlier run in a particle table are not of this one's particles.</summary>
    public static IEnumerable<ParticleColumn> LeftOutOf(ParticleLayout layout) => All.Where(column => column.Optional && layout.Find(column) < 0);

    /// <summary>The columns that a run keeps of each particle.</summary>
    /// <param name="latentDimension">K ≥ 1.</param>
    public static ParticleLayout OfRun(int latentDimension) => new(latentDimension, All);
}
