namespace Flex3D.Stages.Reconstruction;

/// <summary>Everything that changes during a reconstruction: what a checkpoint holds.</summary>
public sealed class ReconstructionState
{
    private readonly EarlyStopping _stopping;

    /// <param name="flexedVoxels">Bound voxels of the flexed maps.</param>
    /// <param name="rigidVoxels">Bound voxels of the control's maps.</param>
    /// <param name="stopping">When a map is done.</param>
    public ReconstructionState(int flexedVoxels, int rigidVoxels, EarlyStopping stopping)
    {
        _stopping = stopping;
        int[] voxels = [flexedVoxels, flexedVoxels, rigidVoxels, rigidVoxels];
        Minimisers = [.. voxels.Select(count => new LBfgs(new float[count]))];
        Best = [.. voxels.Select(count => new float[count])];
        Curves = [.. Enumerable.Range(0, ReconstructionSession.Maps).Select(_ => new List<StoppingSample>())];
    }

    /// <summary>Bytes of the minimisers and of the best iterates.</summary>
    /// <param name="flexedVoxels">Bound voxels of the flexed maps.</param>
    /// <param name="rigidVoxels">Bound voxels of the control's maps.</param>
    public static long BytesOf(int flexedVoxels, int rigidVoxels) =>
        2 * (LBfgs.BytesOf(flexedVoxels) + LBfgs.BytesOf(rigidVoxels) + sizeof(float) * ((long)flexedVoxels + rigidVoxels));

    public LBfgs[] Minimisers { get; set; }

    /// <summary>The iterate of each map with the least held-out loss so far, before the mask.</summary>
    public float[][] Best { get; }

    /// <summary>Losses by iteration, for each map.</summary>
    public IReadOnlyList<List<StoppingSample>> Curves { get; }

    public bool[] Stopped { get; } = new bool[ReconstructionSession.Maps];

    /// <summary>Fixed-point exponents of the next sums.</summary>
    public int[] Exponents { get; } = [24, 24, 24, 24];

    /// <summary>Passes made, gradient and held-out.</summary>
    public int Passes { get; set; }

    /// <summary>True when the pass under way scores iterates on held-out particles.</summary>
    public bool ScoresHeldOut { get; set; }

    public bool Finished => Array.TrueForAll(Stopped, stopped => stopped);

    /// <summary>Takes the held-out loss of a map's iterate and decides whether the map is done.</summary>
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
