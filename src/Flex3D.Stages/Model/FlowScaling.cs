using System.Numerics;

namespace Flex3D.Stages.Model;

/// <summary>Converts padded network outputs to flows, flow = scale · (f(z) − f(a)), a the anchor, and computes the adjoint.</summary>
internal static class FlowScaling
{
    /// <param name="output">[row][stride]; the row after the batch is f(a) where anchored.</param>
    /// <param name="scale">A factor for each column.</param>
    public static void Apply(ReadOnlySpan<float> output, int stride, ReadOnlySpan<float> scale, int batch, bool anchored, Span<float> flows)
    {
        int columns = scale.Length;
        ReadOnlySpan<float> anchor = output.Slice((anchored ? batch : 0) * stride, columns);
        for (int row = 0; row < batch; row++)
        {
            ReadOnlySpan<float> from = output.Slice(row * stride, columns);
            Span<float> to = flows.Slice(row * columns, columns);
            int i = 0;
            for (; i + Vector<float>.Count <= columns; i += Vector<float>.Count)
            {
                var value = new Vector<float>(from[i..]);
                value = anchored ? value - new Vector<float>(anchor[i..]) : value;
                (value * new Vector<float>(scale[i..])).CopyTo(to[i..]);
            }
            for (; i < columns; i++)
            {
                to[i] = scale[i] * (anchored ? from[i] - anchor[i] : from[i]);
            }
        }
    }

    /// <summary>Converts the gradient of the flows to that of the outputs: the anchor's row gets minus the sum of all others.</summary>
    public static void ApplyAdjoint(ReadOnlySpan<float> flowGradient, ReadOnlySpan<float> scale, int batch, bool anchored, Span<float> output, int stride)
    {
        int columns = scale.Length;
        Span<float> anchor = anchored ? output.Slice(batch * stride, stride) : default;
        anchor.Clear();
        for (int row = 0; row < batch; row++)
        {
            ReadOnlySpan<float> from = flowGradient.Slice(row * columns, columns);
            Span<float> to = output.Slice(row * stride, stride);
            int i = 0;
            for (; i + Vector<float>.Count <= columns; i += Vector<float>.Count)
            {
                Vector<float> value = new Vector<float>(from[i..]) * new Vector<float>(scale[i..]);
                value.CopyTo(to[i..]);
                if (anchored)
                {
                    (new Vector<float>(anchor[i..]) - value).CopyTo(anchor[i..]);
                }
            }
            for (; i < columns; i++)
            {
                to[i] = from[i] * scale[i];
                if (anchored)
                {
                    anchor[i] -= to[i];
                }
            }
            to[columns..].Clear();
        }
    }
}
