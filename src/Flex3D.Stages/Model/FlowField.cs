namespace Flex3D.Stages.Model;

/// <summary>Evaluates the flow of a model at any latent, as training learned it: a turn and a shift of the whole molecule may be part of it.</summary>
public sealed class FlowField : IFlow
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
