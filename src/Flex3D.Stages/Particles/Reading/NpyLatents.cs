using System.Buffers.Binary;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Latents as a NumPy array (.npy) of float32 or float64, [particle][K] or [particle], as Python programs have them.</summary>
internal static class NpyLatents
{
    private const int Block = 1 << 16;

    /// <summary>Whether a file name is that of such an array, or of a Python pickle, which is refused.</summary>
    /// <exception cref="InputException">It is a pickle: reading one would run the program that it holds.</exception>
    public static bool Are(string path)
    {
        if (path.EndsWith(".pkl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".pickle", StringComparison.OrdinalIgnoreCase))
        {
            throw new InputException(
                path, null, "a Python pickle, which is a program and is not run", "latents as a NumPy array (.npy), CSV, STAR or .cs",
                "write the array in Python: import pickle, numpy; numpy.save('z.npy', pickle.load(open('z.pkl', 'rb'))) for cryoDRGN; for RECOVAR's embeddings.pkl take pickle.load(…)['zs'][N] of N dimensions, in the order of the particle table");
        }
        return path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads the values, [particle][axis], and the number of axes.</summary>
    /// <exception cref="InputException">The file holds no such array, or is cut off.</exception>
    public static (float[] Values, int Dimensions) Read(string path)
    {
        using Stream stream = Storage.OpenRead(path);
        var header = NpyArrayHeader.Read(stream, path);
        int size = header.Type switch { "<f4" => sizeof(float), "<f8" => sizeof(double), _ => 0 };
        if (size == 0 || header.Shape is not ([> 0] or [> 0, > 0]))
        {
            throw new InputException(path, "header", $"an array of {header.Type} with the shape ({string.Join(", ", header.Shape)})", "float32 or float64 (<f4 or <f8) with the shape (particles, latent coordinates)", "write it with numpy.save(file, z.astype('f4'))");
        }
        long rows = header.Shape[0], axes = header.Shape.Length == 1 ? 1 : header.Shape[1], left = stream.Length - header.Length;
        if (rows > int.MaxValue || axes > int.MaxValue || rows * axes > Array.MaxLength || rows * axes * size != left)
        {
            throw new InputException(path, $"byte {header.Length}", $"{left} bytes of data", $"{rows} × {axes} numbers of {size} bytes");
        }
        float[] values = new float[rows * axes];
        byte[] bytes = new byte[Block];
        for (int from = 0; from < values.Length; from += Block / size)
        {
            int count = Math.Min(Block / size, values.Length - from);
            stream.ReadExactly(bytes.AsSpan(0, count * size));
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> number = bytes.AsSpan(i * size, size);
                float value = size == sizeof(float) ? BinaryPrimitives.ReadSingleLittleEndian(number) : (float)BinaryPrimitives.ReadDoubleLittleEndian(number);
                long at = from + i;
                values[header.FortranOrder ? at % rows * axes + at / rows : at] = value;
            }
        }
        return (values, (int)axes);
    }
}
