namespace Flex3D.Stages.Model;

/// <summary>Evaluates the flow of a model at any latent; not thread-safe.</summary>
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

    /// <summary>Computes the flows of <paramref name="count"/> latents; all zero where the data do not support motion.</summary>
    /// <param name="latents">[row][K].</param>
    /// <param name="count">Number of latents, ≥ 0.</param>
    /// <param name="flows">Receives [row][x, y, z][vertex], Å.</param>
    public void Flows(ReadOnlySpan<float> latents, int count, Span<float> flows)
    {
        int k = LatentDimension, length = 3 * VertexCount;
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents.Length, (long)count * k);
        ArgumentOutOfRangeException.ThrowIfNotEqual(flows.Length, (long)count * length);
        if (!_model.Moves)
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
}
