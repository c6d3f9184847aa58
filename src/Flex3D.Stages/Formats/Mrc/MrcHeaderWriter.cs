using System.Buffers.Binary;
using System.Text;

namespace Flex3D.Stages.Formats;

/// <summary>Fills the 1024 header bytes of the MRC2014 files Flex3D writes: mode 2, little-endian, no extended header.</summary>
internal static class MrcHeaderWriter
{
    /// <param name="sections">Voxels along z of a volume, or images of a stack.</param>
    /// <param name="isVolume">ISPG 1 and MZ = N for a volume; ISPG 0 and MZ = 1 for a stack.</param>
    public static void Fill(Span<byte> header, int box, int sections, bool isVolume, double pixelSizeAngstrom, MrcStatistics statistics, string label)
    {
        header.Clear();
        int mz = isVolume ? sections : 1;
        Int(header, 1, box);
        Int(header, 2, box);
        Int(header, 3, sections);
        Int(header, 4, (int)MrcMode.Float32);
        Int(header, 8, box);
        Int(header, 9, box);
        Int(header, 10, mz);
        Float(header, 11, (float)(box * pixelSizeAngstrom));
        Float(header, 12, (float)(box * pixelSizeAngstrom));
        Float(header, 13, (float)(mz * pixelSizeAngstrom));
        for (int word = 14; word <= 16; word++)
        {
            Float(header, word, 90);
            Int(header, word + 3, word - 13);
        }
        Float(header, 20, statistics.IsEmpty ? 0 : statistics.Minimum);
        Float(header, 21, statistics.IsEmpty ? 0 : statistics.Maximum);
        Float(header, 22, (float)statistics.Mean);
        Int(header, 23, isVolume ? 1 : 0);
        Int(header, 28, 20141);
        "MAP "u8.CopyTo(header[208..]);
        header[212] = header[213] = 0x44;
        Float(header, 55, (float)statistics.Rms);
        Int(header, 56, 1);
        Span<byte> text = header.Slice(224, 80);
        text.Fill((byte)' ');
        Encoding.ASCII.GetBytes(label.AsSpan(0, Math.Min(label.Length, 80)), text);
    }

    private static void Int(Span<byte> header, int word, int value) => BinaryPrimitives.WriteInt32LittleEndian(header[((word - 1) * 4)..], value);

    private static void Float(Span<byte> header, int word, float value) => BinaryPrimitives.WriteSingleLittleEndian(header[((word - 1) * 4)..], value);
}
