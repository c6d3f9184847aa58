namespace Flex3D.Stages.Reconstruction;

/// <summary>The state of a reconstruction, all of which checkpoints hold.</summary>
public sealed class ReconstructionState
{
    private readonly EarlyStopping _stopping;

    /// <param name="flexedVoxels">Number of bound voxels of the flexed maps.</param>
    /// <param name="rigidVoxels">Number of bound voxels of the rigid control's maps.</param>
    /// <param name="stopping">The rule that decides when a map is finished.</param>
    public ReconstructionState(int flexedVoxels, int rigidVoxels, EarlyStopping stopping)
    {
        _stopping = stopping;
        int[] voxels = [flexedVoxels, flexedVoxels, rigidVoxels, rigidVoxels];
        Minimisers = [.. voxels.Select(count => new LBfgs(new float[count]))];
        Best = [.. voxels.Select(count => new float[count])];
        Curves = [.. Enumerable.Range(0, ReconstructionSession.Maps).Select(_ => new List<StoppingSample>())];
    }

    /// <summary>Bytes of the minimisers and of the best iterates.</summary>
    /// <param name="flexedVoxels">Number of bound voxels of the flexed maps.</param>
    /// <param name="rigidVoxels">Number of bound voxels of the rigid control's maps.</param>
    public static long BytesOf(int flexedVoxels, int rigidVoxels) =>
        2 * (LBfgs.BytesOf(flexedVoxels) + LBfgs.BytesOf(rigidVoxels) + sizeof(float) * ((long)flexedVoxels + rigidVoxels));

    public LBfgs[] Minimisers { get; set; }

    /// <summary>The best iterate of each map by held-out loss so far, before the mask.</summary>
    public float[][] Best { get; }

    /// <summary>The losses of each map by iteration.</summary>
    public IReadOnlyList<List<StoppingSample>> Curves { get; }

    public bool[] Stopped { get; } = new bool[ReconstructionSession.Maps];

    /// <summary>Fixed-point exponents of the next sums.</summary>
    public int[] Exponents { get; } = [24, 24, 24, 24];

    /// <summary>The number of passes made, gradient and held-out.</summary>
    public int Passes { get; set; }

    /// <summary>True if the current pass computes the loss of iterates on held-out particles.</summary>
    public bool ScoresHeldOut { get; set; }

    public bool Finished => Array.TrueForAll(Stopped, stopped => stopped);

    /// <summary>Records the held-out loss of a map's iterate and decides whether the map is finished.</summary>
    internal void Score(int map, double heldOut)
    {
        LBfgs minimiser = Minimisers[map];
        List<StoppingSample> curve = Curves[map];
        if (curve.Count > 0 && curve[^1].Iteration == minimiser.Iteration)
        {
            Stopped[map] = minimiser.Status != MinimiserStatus.Running;
            return; // the last trial only measured the line
        }
        curve.Add(new(minimiser.Iteration, minimiser.Energy, heldOut));
        StoppingDecision decision = _stopping.Decide(curve);
        if (decision.BestIteration == minimiser.Iteration)
        {
            minimiser.Iterate.CopyTo(Best[map]);
        }
        Stopped[map] = decision.Stop || minimiser.Status != MinimiserStatus.Running;
    }

    internal void EndPass()
    {
        ScoresHeldOut = !ScoresHeldOut;
        Passes++;
    }
}
