using System.Buffers.Binary;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>Reads a binary number of a file of VTK.</summary>
internal static class VtkNumber
{
    /// <summary>Returns a number as a double, which holds whole numbers up to 2⁵³ exactly.</summary>
    /// <param name="type">Its type, as VTK XML names it.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="big">Whether the highest byte comes first.</param>
    public static double Of(string type, ReadOnlySpan<byte> bytes, bool big) => type switch
    {
        "Float32" => big ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "Float64" => big ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "Int8" => (sbyte)bytes[0],
        "UInt8" or "String" => bytes[0],
        "Int16" => big ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "UInt16" => big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "Int32" => big ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "UInt32" => big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "Int64" => big ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => big ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };
}
