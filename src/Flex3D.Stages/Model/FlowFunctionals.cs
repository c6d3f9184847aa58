namespace Flex3D.Stages.Model;

/// <summary>Evaluates linear functionals of a model's flow at any latent, Σ_j a_j flow_j, without the flow itself.</summary>
/// <remarks>
/// The flow is linear in the units of the network's last hidden layer, so that a functional is, too: its weights over the units are computed once, and a latent costs the hidden layers and as many products as units. Not thread-safe.
/// </remarks>
internal sealed class FlowFunctionals
{
    private const int Rows = 32;

    private readonly FlexModel _model;
    private readonly FlowNetwork _network;
    private readonly FlowWorkspace _workspace;
    private readonly int _functionals;
    private readonly double[] _weights; // [unit][functional]

    /// <param name="model">The model, which must not change.</param>
    /// <param name="functionals">[functional][x, y, z][vertex]: a, per Å.</param>
    public FlowFunctionals(FlexModel model, IReadOnlyList<double[]> functionals)
    {
        _model = model;
        _network = new FlowNetwork(model.Flow, model.Mesh.Mobility);
        _workspace = _network.CreateWorkspace(Rows);
        int units = model.Flow.Width, length = 3 * model.Flow.VertexCount;
        _functionals = functionals.Count;
        _weights = new double[units * _functionals];
        if (!model.Moves)
        {
            return;
        }
        for (int unit = 0; unit < units; unit++)
        {
            ReadOnlySpan<float> output = model.FlowParameters.AsSpan(_network.OutputWeights + unit * _network.OutputStride, length);
            for (int f = 0; f < _functionals; f++)
            {
                ArgumentOutOfRangeException.ThrowIfNotEqual(functionals[f].Length, length, nameof(functionals));
                double sum = 0;
                for (int j = 0; j < length; j++)
                {
                    sum += functionals[f][j] * _network.Scale[j] * output[j];
                }
                _weights[unit * _functionals + f] = sum;
            }
        }
    }

    /// <summary>Computes the functionals.</summary>
    /// <param name="latents">[row][K].</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="values">Receives [row][functional].</param>
    public void Evaluate(ReadOnlySpan<float> latents, int count, Span<double> values)
    {
        int k = _model.Flow.LatentDimension;
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents.Length, (long)count * k);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, (long)count * _functionals);
        if (!_model.Moves)
        {
            values.Clear();
            return;
        }
        for (int from = 0; from < count; from += Rows)
        {
            int rows = Math.Min(Rows, count - from);
            ReadOnlySpan<float> hidden = _network.Hidden(_model.FlowParameters, latents.Slice(from * k, rows * k), rows, _workspace);
            ReadOnlySpan<float> anchor = _model.Flow.Anchored ? _network.AnchorUnits(_workspace) : default;
            for (int row = 0; row < rows; row++)
            {
                Weigh(hidden.Slice(row * _network.HiddenStride, _model.Flow.Width), anchor, values.Slice((from + row) * _functionals, _functionals));
            }
        }
    }

    // Σ_u (h_u − h_u(a)) w_u, without the anchor's units where there is none.
    private void Weigh(ReadOnlySpan<float> units, ReadOnlySpan<float> anchor, Span<double> values)
    {
        values.Clear();
        for (int unit = 0; unit < units.Length; unit++)
        {
            double h = anchor.IsEmpty ? units[unit] : (double)units[unit] - anchor[unit];
            ReadOnlySpan<double> weights = _weights.AsSpan(unit * _functionals, _functionals);
            for (int f = 0; f < values.Length; f++)
            {
                values[f] += h * weights[f];
            }
        }
    }
}
