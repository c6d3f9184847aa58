using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>The header of a plain NumPy array (NPY format, versions 1-3): element type, order and shape.</summary>
/// <param name="Type">NumPy's type string, such as "&lt;f4".</param>
/// <param name="FortranOrder">True if the first index is fastest.</param>
/// <param name="Shape">Sizes, slowest first; none for a scalar.</param>
/// <param name="Length">Number of bytes before the data.</param>
internal sealed record NpyArrayHeader(string Type, bool FortranOrder, long[] Shape, int Length)
{
    private const int Longest = 4096;

    /// <exception cref="InputException">The stream does not hold an NPY header of one plain type.</exception>
    public static NpyArrayHeader Read(Stream stream, string source)
    {
        (string text, int length) = NpyFrame.Read(stream, source, Longest);
        return Parse(text, source, length);
    }

    private static NpyArrayHeader Parse(string text, string source, int length)
    {
        object? literal;
        try
        {
            literal = new PythonLiteral(text, source).Parse();
        }
        catch (InputException e)
        {
            throw new InputException(source, e.Place, e.Found, e.Expected, inner: e); // its advice is for particle files
        }
        if (literal is not Dictionary<string, object?> header || !header.TryGetValue("descr", out object? descr) || descr is not string type
            || !header.TryGetValue("fortran_order", out object? order) || order is not bool fortran
            || !header.TryGetValue("shape", out object? shape) || shape is not List<object?> sizes || !sizes.TrueForAll(size => size is long and >= 0))
        {
            throw new InputException(source, "header", "an array that is not plain", "{'descr': type, 'fortran_order': …, 'shape': (sizes)}");
        }
        return new(type, fortran, [.. sizes.Select(size => (long)size!)], length);
    }

    /// <summary>Returns the bytes of a header in C order.</summary>
    public static byte[] Write(string type, ReadOnlySpan<long> shape)
    {
        var sizes = new StringBuilder();
        foreach (long size in shape)
        {
            sizes.Append(CultureInfo.InvariantCulture, $"{size}, ");
        }
        string tuple = shape.Length > 1 ? sizes.ToString(0, sizes.Length - 2) : sizes.ToString().TrimEnd();
        return NpyFrame.Write($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({tuple}), }}");
    }
}
