using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Evaluates the internal flow of a model at any latent: the flow without a turn and shift of the molecule as a whole.</summary>
/// <remarks>
/// The rigidity of eq. 5 does not oppose such a rigid part, so that the flow of a model also has what corrects the poses of its particles, or a
/// mere convention. The model's mesh at rest is the reference: a map in its frame, moved by the internal flow, stays in place there. Only
/// the change of shape is motion; particles are compared with images by the whole flow (<see cref="FlowField"/>).
/// </remarks>
public sealed class InternalFlow : IFlow
{
    private readonly FlexModel _model;
    private readonly FlowField _field;
    private readonly RigidPart _rigid;

    /// <param name="model">The model.</param>
    /// <param name="rigid">Finds the rigid part of the model's flow.</param>
    public InternalFlow(FlexModel model, RigidPart rigid)
    {
        _model = model;
        _field = new FlowField(model);
        _rigid = rigid;
    }

    public int VertexCount => _field.VertexCount;

    public int LatentDimension => _field.LatentDimension;

    /// <summary>Returns what computes this flow's coordinates in a frame.</summary>
    internal InternalCoordinates Coordinates(PrincipalFrame frame) => new(_model, _rigid, frame, frame.Count);

    public void Flows(ReadOnlySpan<float> latents, int count, Span<float> flows)
    {
        _field.Flows(latents, count, flows);
        int length = 3 * VertexCount;
        for (int row = 0; row < count && _model.Moves; row++)
        {
            _ = _rigid.Remove(flows.Slice(row * length, length));
        }
    }
}
