namespace Flex3D.Stages.Model;

/// <summary>The flow of a model at any latent; not thread-safe.</summary>
public sealed class FlowField
{
    private const int Rows = 32;

    private readonly FlexModel _model;
    private readonly FlowNetwork _network;
    private readonly FlowWorkspace _workspace;

    public FlowField(FlexModel model)
    {
        _model = model;
        _network = new FlowNetwork(model.Flow, model.Mesh.Mobility);
        _workspace = _network.CreateWorkspace(Rows);
    }

    public int VertexCount => _model.Flow.VertexCount;
    public int LatentDimension => _model.Flow.LatentDimension;

    /// <summary>Flows of <paramref name="count"/> latents; all zero where the data do not support motion.</summary>
    /// <param name="latents">[row][K].</param>
    /// <param name="count">Rows, ≥ 0.</param>
    /// <param name="flows">Receives [row][x, y, z][vertex], Å.</param>
    public void Flows(ReadOnlySpan<float> latents, int count, Span<float> flows)
    {
        int k = LatentDimension, length = 3 * VertexCount;
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents.Length, (long)count * k);
        ArgumentOutOfRangeException.ThrowIfNotEqual(flows.Length, (long)count * length);
        if (!_model.MotionSupported)
        {
            flows.Clear();
            return;
        }
        for (int from = 0; from < count; from += Rows)
        {
            int rows = Math.Min(Rows, count - from);
            _network.Forward(_model.FlowParameters, latents.Slice(from * k, rows * k), rows, flows.Slice(from * length, rows * length), _workspace);
        }
    }

    /// <summary>The median latent: the mean of the 1 % of the particles nearest to the coordinate-wise median; the origin where there are no particles.</summary>
    /// <remarks>Particles often lie on a bent curve that misses its coordinate-wise median; a mean of near neighbours is a conformation that occurs.</remarks>
    /// <returns>K values.</returns>
    public float[] MedianLatent()
    {
        int k = LatentDimension, count = _model.Latents.Length / k;
        float[] median = new float[k], column = new float[count];
        for (int d = 0; count > 0 && d < k; d++)
        {
            for (int p = 0; p < count; p++)
            {
                column[p] = _model.Latents[p * k + d];
            }
            Array.Sort(column);
            median[d] = 0.5f * (column[(count - 1) / 2] + column[count / 2]);
        }
        int[] order = [.. Enumerable.Range(0, count).OrderBy(SquareDistance).ThenBy(p => p)];
        int near = Math.Max(1, count / 100);
        float[] result = new float[k];
        foreach (int p in order.Take(near))
        {
            for (int d = 0; d < k; d++)
            {
                result[d] += _model.Latents[p * k + d] / near;
            }
        }
        return result;

        double SquareDistance(int p)
        {
            double square = 0;
            for (int d = 0; d < k; d++)
            {
                square += Math.Pow(_model.Latents[p * k + d] - median[d], 2);
            }
            return square;
        }
    }
}
