using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The flow network for a batch of rows, h = ReLU(x W + b) and flow = scale·((h − h_a) W_out), its tangents and its adjoint; layout of the parameters as in <see cref="Flex3D.Stages.Model.FlowNetwork"/>.</summary>
/// <remarks>
/// The row after the batch is the latent a where the network is anchored: the output is linear, so f(z) − f(a) = (h(z) − h(a)) W_out.
/// Every sum belongs to one thread, which adds row by row to the value that is there, so results do not depend on the number of rows at once.
/// </remarks>
internal static class Flow
{
    /// <summary>The position of a dense layer in the parameters.</summary>
    /// <param name="Inputs">Rows of the weights.</param>
    /// <param name="InputStride">Floats between two rows of the batch in the input.</param>
    /// <param name="Units">Columns without padding.</param>
    /// <param name="Stride">Columns with padding; also the floats between two rows of the batch in the output.</param>
    /// <param name="Weights">Index at which the weights start, [input][stride].</param>
    /// <param name="Biases">Index at which the biases start.</param>
    public readonly record struct Layer(int Inputs, int InputStride, int Units, int Stride, int Weights, int Biases);

    /// <summary>The largest width of a layer: a group holds the activations of a row.</summary>
    public const int MostUnits = 128;

    // Floats of the weights that a group holds while it goes back through a layer: rows of them, each a float longer than it is, so that threads read from different banks.
    private const int TileFloats = 32 * (MostUnits + 1);

    /// <summary>All hidden layers, ReLU(x W + b) one after the other; one group a row.</summary>
    /// <param name="layers">[layer].</param>
    /// <param name="latents">[row][K].</param>
    /// <param name="apart">Floats between the activations of two layers.</param>
    /// <param name="activations">Receives [layer][row][unit].</param>
    public static void Hidden(ArrayView<Layer> layers, ArrayView<float> parameters, ArrayView<float> latents, int apart, ArrayView<float> activations)
    {
        ArrayView<float> values = SharedMemory.Allocate<float>(2 * MostUnits);
        int row = Grid.IdxX, from = 0;
        Layer layer = layers[0];
        for (int i = Group.IdxX; i < layer.Inputs; i += Group.DimX)
        {
            values[i] = latents[row * layer.InputStride + i];
        }
        Group.Barrier();
        for (int at = 0; at < layers.IntLength; at++)
        {
            layer = layers[at];
            for (int unit = Group.IdxX; unit < layer.Units; unit += Group.DimX)
            {
                float sum = Dense(parameters, layer, unit, values, from, parameters[layer.Biases + unit]), value = sum > 0 ? sum : 0;
                values[MostUnits - from + unit] = value;
                activations[at * apart + row * layer.Stride + unit] = value;
            }
            from = MostUnits - from;
            Group.Barrier();
        }
    }

    /// <summary>scale·((h − h_a) W); one thread a coordinate of a row.</summary>
    /// <param name="anchor">The row of h_a; −1 for none.</param>
    /// <param name="scale">[coordinate], Å.</param>
    /// <param name="flow">[row][coordinate].</param>
    public static void Output(Index1D index, Layer layer, int anchor, ArrayView<float> parameters, ArrayView<float> hidden, ArrayView<float> scale, ArrayView<float> flow)
    {
        int row = index / layer.Units, column = index - row * layer.Units;
        float sum = 0;
        for (int i = 0; i < layer.Inputs; i++)
        {
            sum += Above(hidden, row, anchor, layer.InputStride, i) * parameters[layer.Weights + i * layer.Stride + column];
        }
        flow[index] = scale[column] * sum;
    }

    /// <summary>∂h/∂z_k of the last hidden layer: from layer to layer ∂x/∂z_k W where the unit is on; one group a tangent. <see cref="Output"/> without an anchor continues to the flow.</summary>
    /// <param name="layers">[layer].</param>
    /// <param name="activations">[layer][row][unit], of the forward pass.</param>
    /// <param name="apart">Floats between the activations of two layers.</param>
    /// <param name="tangents">Receives [row][K][unit].</param>
    public static void Tangents(ArrayView<Layer> layers, ArrayView<float> parameters, ArrayView<float> activations, int apart, ArrayView<float> tangents)
    {
        ArrayView<float> values = SharedMemory.Allocate<float>(2 * MostUnits);
        Layer layer = layers[0];
        int row = Grid.IdxX / layer.Inputs, coordinate = Grid.IdxX - row * layer.Inputs, from = 0;
        for (int unit = Group.IdxX; unit < layer.Units; unit += Group.DimX)
        {
            values[unit] = activations[row * layer.Stride + unit] > 0 ? parameters[layer.Weights + coordinate * layer.Stride + unit] : 0;
        }
        Group.Barrier();
        for (int at = 1; at < layers.IntLength; at++)
        {
            layer = layers[at];
            for (int unit = Group.IdxX; unit < layer.Units; unit += Group.DimX)
            {
                values[MostUnits - from + unit] = activations[at * apart + row * layer.Stride + unit] > 0 ? Dense(parameters, layer, unit, values, from, 0) : 0;
            }
            from = MostUnits - from;
            Group.Barrier();
        }
        for (int unit = Group.IdxX; unit < layer.Units; unit += Group.DimX)
        {
            tangents[Grid.IdxX * layer.Stride + unit] = values[from + unit];
        }
    }

    /// <summary>∂E/∂W_out += Σ_rows (h − h_a)·scale·∂E/∂flow; one thread a weight.</summary>
    public static void OutputWeightsAdjoint(
        Index1D index, Layer layer, int anchor, int rows, ArrayView<float> hidden, ArrayView<float> scale, ArrayView<float> flowGradient, ArrayView<float> parameterGradient)
    {
        int input = index / layer.Units, column = index - input * layer.Units, weight = layer.Weights + input * layer.Stride + column;
        float sum = parameterGradient[weight];
        for (int row = 0; row < rows; row++)
        {
            sum += Above(hidden, row, anchor, layer.InputStride, input) * (scale[column] * flowGradient[row * layer.Units + column]);
        }
        parameterGradient[weight] = sum;
    }

    /// <summary>∂E/∂h = W_out (scale·∂E/∂flow) of each row; one group a unit of a row.</summary>
    public static void OutputAdjoint(Layer layer, ArrayView<float> parameters, ArrayView<float> scale, ArrayView<float> flowGradient, ArrayView<float> hiddenGradient)
    {
        int row = Grid.IdxX / layer.Inputs, input = Grid.IdxX - row * layer.Inputs;
        float sum = 0;
        for (int column = Group.IdxX; column < layer.Units; column += Group.DimX)
        {
            sum += scale[column] * flowGradient[row * layer.Units + column] * parameters[layer.Weights + input * layer.Stride + column];
        }
        float total = Sums.OfGroup(sum);
        if (Group.IdxX == 0)
        {
            hiddenGradient[row * layer.InputStride + input] = total;
        }
    }

    /// <summary>Subtracts the sum of all rows from the anchor's gradient; one thread a unit.</summary>
    /// <param name="anchorGradient">[unit], added to.</param>
    public static void AnchorAdjoint(Index1D unit, int stride, int rows, ArrayView<float> hiddenGradient, ArrayView<float> anchorGradient)
    {
        float sum = anchorGradient[unit];
        for (int row = 0; row < rows; row++)
        {
            sum -= hiddenGradient[row * stride + unit];
        }
        anchorGradient[unit] = sum;
    }

    /// <summary>Back through all hidden layers: where a unit is on, ∂E/∂(x W), and from it ∂E/∂x = W ∂E/∂(x W) of the layer before; one group a row.</summary>
    /// <param name="layers">[layer].</param>
    /// <param name="first">The row of the activations with which the batch begins.</param>
    /// <param name="activations">[layer][row][unit].</param>
    /// <param name="apart">Floats between two layers, of activations and of gradients.</param>
    /// <param name="hiddenGradient">∂E/∂h of the last layer, [row of the batch][unit].</param>
    /// <param name="gradients">Receives ∂E/∂(x W), [layer][row of the batch][unit].</param>
    public static void HiddenAdjoint(
        ArrayView<Layer> layers, int first, ArrayView<float> parameters, ArrayView<float> activations, int apart, ArrayView<float> hiddenGradient, ArrayView<float> gradients)
    {
        ArrayView<float> values = SharedMemory.Allocate<float>(2 * MostUnits), tile = SharedMemory.Allocate<float>(TileFloats);
        int row = Grid.IdxX, from = 0, last = layers.IntLength - 1;
        Layer layer = layers[last];
        for (int unit = Group.IdxX; unit < layer.Units; unit += Group.DimX)
        {
            values[unit] = hiddenGradient[row * layer.Stride + unit];
        }
        Group.Barrier();
        for (int at = last; at >= 0; at--)
        {
            layer = layers[at];
            for (int unit = Group.IdxX; unit < layer.Units; unit += Group.DimX)
            {
                float value = activations[at * apart + (first + row) * layer.Stride + unit] > 0 ? values[from + unit] : 0;
                values[from + unit] = value;
                gradients[at * apart + row * layer.Stride + unit] = value;
            }
            Group.Barrier();
            int wide = layer.Units + 1, together = TileFloats / wide;
            for (int begin = 0; begin < layer.Inputs && at > 0; begin += together)
            {
                int inputs = IntrinsicMath.Min(together, layer.Inputs - begin);
                for (int work = Group.IdxX; work < inputs * layer.Units; work += Group.DimX)
                {
                    int input = work / layer.Units, unit = work - input * layer.Units;
                    tile[input * wide + unit] = parameters[layer.Weights + (begin + input) * layer.Stride + unit];
                }
                Group.Barrier();
                for (int input = Group.IdxX; input < inputs; input += Group.DimX)
                {
                    float sum = 0;
                    for (int unit = 0; unit < layer.Units; unit++)
                    {
                        sum += values[from + unit] * tile[input * wide + unit];
                    }
                    values[MostUnits - from + begin + input] = sum;
                }
                Group.Barrier();
            }
            from = MostUnits - from;
        }
    }

    /// <summary>∂E/∂W += Σ_rows x·∂E/∂(x W), and ∂E/∂b, of all hidden layers; one thread a weight or bias: of each layer's, index / units is the input, the last of which stands for the bias.</summary>
    /// <param name="layers">[layer], all of one width.</param>
    /// <param name="first">The row of latents and activations with which the batch begins.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="apart">Floats between two layers, of activations and of gradients.</param>
    /// <param name="gradients">∂E/∂(x W), [layer][row of the batch][unit].</param>
    public static void WeightsAdjoint(
        Index1D index, ArrayView<Layer> layers, int first, int rows, ArrayView<float> latents, ArrayView<float> activations, int apart, ArrayView<float> gradients,
        ArrayView<float> parameterGradient)
    {
        int units = layers[0].Units, head = (layers[0].Inputs + 1) * units, each = (units + 1) * units;
        int at = index < head ? 0 : 1 + (index - head) / each, within = index < head ? index : index - head - (at - 1) * each;
        Layer layer = layers[at];
        int from = within / units, unit = within - from * units;
        bool bias = from == layer.Inputs;
        int parameter = bias ? layer.Biases + unit : layer.Weights + from * layer.Stride + unit, below = (at - 1) * apart;
        float sum = parameterGradient[parameter];
        for (int row = 0; row < rows; row++)
        {
            int input = (first + row) * layer.InputStride + from;
            float value = bias ? 1 : at == 0 ? latents[input] : activations[below + input];
            sum += value * gradients[at * apart + row * layer.Stride + unit];
        }
        parameterGradient[parameter] = sum;
    }

    // Σ_i x_i W_i of a unit, added to a value in the order of the inputs; four at a time, because the compiler unrolls no loop.
    private static float Dense(ArrayView<float> parameters, in Layer layer, int unit, ArrayView<float> values, int from, float sum)
    {
        int weight = layer.Weights + unit, stride = layer.Stride, input = 0;
        for (; input + 3 < layer.Inputs; input += 4, weight += 4 * stride)
        {
            float w0 = parameters[weight], w1 = parameters[weight + stride], w2 = parameters[weight + 2 * stride], w3 = parameters[weight + 3 * stride];
            sum += values[from + input] * w0;
            sum += values[from + input + 1] * w1;
            sum += values[from + input + 2] * w2;
            sum += values[from + input + 3] * w3;
        }
        for (; input < layer.Inputs; input++, weight += stride)
        {
            sum += values[from + input] * parameters[weight];
        }
        return sum;
    }

    private static float Above(ArrayView<float> hidden, int row, int anchor, int stride, int unit) =>
        hidden[row * stride + unit] - (anchor < 0 ? 0 : hidden[anchor * stride + unit]);
}
