using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The state of the particles as a section of a checkpoint: the names, widths and units of its columns as text, then the rows.</summary>
internal static class ParticleSection
{
    private const string Name = "particles";
    private const int LongestText = 1024;

    public static CheckpointSection Of(ParticleState particles)
    {
        byte[] columns = Encoding.UTF8.GetBytes(particles.Layout.Description);
        return new CheckpointSection(Name, sizeof(int) + columns.Length + particles.Bytes, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, columns.Length);
            stream.Write(length);
            stream.Write(columns);
            particles.Save(stream);
        });
    }

    /// <summary>Checks that a checkpoint holds the same columns for the same number of particles, and finite numbers.</summary>
    /// <exception cref="InputException">It does not: says which columns it holds.</exception>
    public static void Check(CheckpointReader checkpoint, ParticleState particles) =>
        Read(checkpoint, particles, rows => TrainingCheckpoint.RequireFinite(checkpoint, Name, rows, particles.Bytes / sizeof(float)));

    /// <summary>Loads the rows of a checkpoint that <see cref="Check"/> has passed.</summary>
    public static void Load(CheckpointReader checkpoint, ParticleState particles) => Read(checkpoint, particles, particles.Load);

    /// <summary>Reads the latents of every n-th particle, without knowing how many there are.</summary>
    /// <param name="most">The most particles.</param>
    /// <exception cref="InputException">The section has no latents, or no whole number of rows.</exception>
    public static (int Dimension, float[] Latents, int Every, int Particles) Latents(CheckpointReader checkpoint, int most)
    {
        (int Dimension, float[] Latents, int Every, int Particles) found = default;
        checkpoint.Read(Name, (stream, bytes) =>
        {
            (string text, long left) = ReadColumns(checkpoint, stream, bytes);
            string[][] columns = [.. text.Split(", ").Select(column => column.Split(' '))];
            string latents = ParticleColumns.Latents.Name;
            bool known = columns.All(column => column.Length >= 2 && int.TryParse(column[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)) && columns.Any(column => column[0] == latents);
            checkpoint.Require(known, Name, $"the columns '{text}'", $"names and widths, one of them {latents}");
            int[] widths = [.. columns.Select(column => int.Parse(column[1], CultureInfo.InvariantCulture))];
            int at = Array.FindIndex(columns, column => column[0] == latents), width = widths.Sum(), first = widths[..at].Sum(), dimension = widths[at];
            checkpoint.Require(width is > 0 and < 4096 && left % (width * sizeof(float)) == 0 && left / (width * sizeof(float)) <= int.MaxValue, Name, $"{left} bytes of rows", $"whole rows of {width} numbers");
            int particles = (int)(left / (width * sizeof(float))), every = Math.Max(1, (particles + most - 1) / most);
            float[] kept = new float[(particles + every - 1) / every * dimension], row = new float[width];
            for (int i = 0; i < particles; i++)
            {
                stream.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
                if (i % every == 0)
                {
                    row.AsSpan(first, dimension).CopyTo(kept.AsSpan(i / every * dimension));
                }
            }
            found = (dimension, kept, every, particles);
        });
        return found;
    }

    private static void Read(CheckpointReader checkpoint, ParticleState particles, Action<Stream> rows) => checkpoint.Read(Name, (stream, bytes) =>
    {
        (string found, long left) = ReadColumns(checkpoint, stream, bytes);
        string expected = particles.Layout.Description;
        checkpoint.Require(found == expected, Name, $"the columns '{found}'", $"'{expected}'");
        checkpoint.Require(left == particles.Bytes, Name, $"{left} bytes of rows", string.Create(CultureInfo.InvariantCulture, $"{particles.Bytes}, of {particles.Count} particles"));
        rows(stream);
    });

    // Reads the text that names the columns; returns it, and how many bytes of rows follow.
    private static (string Columns, long Left) ReadColumns(CheckpointReader checkpoint, Stream stream, long bytes)
    {
        checkpoint.Require(bytes >= sizeof(int), Name, $"{bytes} bytes", "the names of columns");
        Span<byte> word = stackalloc byte[sizeof(int)];
        stream.ReadExactly(word);
        int length = BinaryPrimitives.ReadInt32LittleEndian(word);
        checkpoint.Require(length is > 0 and <= LongestText && length <= bytes - sizeof(int), Name, $"names of columns of {length} bytes", $"1 to {LongestText}");
        byte[] text = new byte[length];
        stream.ReadExactly(text);
        return (Encoding.UTF8.GetString(text), bytes - sizeof(int) - length);
    }
}
